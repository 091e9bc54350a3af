"""What rules want of a git host, and what checks come to."""

from tagboat.core import errors
from tagboat.core.examination import (
    Check,
    Examination,
    Needs,
    Subject,
    Verdict,
    missing,
    needs_of,
    of_error,
    ok,
    unknown,
)
from tagboat.core.pull_requests.proposal import MergeMethod
from tests.rule_sets import rule, rules


def propose(image: str, **pull_request: object) -> dict[str, object]:
    return rule(image, deliver={"pull_request": pull_request})


def test_rules_that_commit_want_nothing_but_the_branch() -> None:
    assert needs_of(rules(rule()), "main") == Needs(branch="main")
    assert needs_of(rules(), "main") == Needs(branch="main")


def test_what_rules_that_propose_want_is_wanted_once() -> None:
    found = needs_of(
        rules(
            propose("a", group="all", auto_merge="squash", reviewers=["ann", "bob"]),
            propose("b", group="all", auto_merge="squash", assignees=["bob"]),
            propose("c", auto_merge="rebase"),
        ),
        "main",
    )
    assert found == Needs(
        branch="main",
        commits=False,
        proposals=("tagboat/main/all", "tagboat/main/rule-2"),
        methods=(MergeMethod.SQUASH, MergeMethod.REBASE),
        people=("ann", "bob"),
    )


def test_an_error_that_may_pass_by_itself_says_nothing_about_what_is_checked() -> None:
    throttled = errors.Throttled("a pause")
    assert of_error(Subject.READ, throttled) == Check(Subject.READ, Verdict.UNKNOWN, "a pause")
    refused = errors.PermissionMissing("no")
    assert of_error(Subject.READ, refused) == Check(Subject.READ, Verdict.MISSING, "no")


def test_only_what_is_missing_is_lacking() -> None:
    fine = ok(Subject.READ, "fine"), unknown(Subject.COMMIT, "who knows")
    assert not Examination(checks=fine).lacks_something
    assert Examination(checks=(*fine, missing(Subject.RULES, "no"))).lacks_something
