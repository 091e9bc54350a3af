"""`deliver` says how changes are proposed, and what is wrong with it is told when rules load."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.errors import InvalidRules
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.terms import Terms
from tagboat.core.rules.load import load_rules
from tests.rule_sets import DEFAULTS, rule, rules, wrong


def terms(deliver: Any, **more: Any) -> Terms | None:
    return rules(rule(deliver=deliver, **more)).rules[0].terms


def asked(**settings: Any) -> Any:
    return {"pull_request": settings}


def test_a_rule_commits_unless_it_says_otherwise() -> None:
    assert rules(rule()).rules[0].terms is None
    assert terms("commit") is None


def test_a_pull_request_comes_from_a_branch_of_the_rule_s_name() -> None:
    found = terms("pull_request", name="web prod/eu")
    assert found is not None
    assert found.branch == "tagboat/main/web-prod-eu"
    assert (found.draft, found.auto_merge, found.reviewers) == (False, None, ())
    assert found.wording.title.text == ""


@pytest.mark.parametrize(
    ("settings", "branch"),
    [
        ({"group": "environment"}, "tagboat/main/prod"),
        ({"group": "all"}, "tagboat/main/all"),
        ({"branch": "deploy/$ENVIRONMENT/${RULE}"}, "deploy/prod/web"),
        ({"branch": "deploy", "group": "all"}, "deploy"),
    ],
)
def test_rules_share_a_pull_request_by_its_branch(settings: dict[str, str], branch: str) -> None:
    found = terms(asked(**settings), name="web", environment="prod")
    assert found is not None
    assert found.branch == branch


def test_every_setting_arrives() -> None:
    found = terms(
        asked(
            title="Deploy $IMAGE_TAG",
            body="Look.\n$CHANGES\nBye, $RULE",
            labels=["deploy", "$ENVIRONMENT"],
            reviewers=["ann", "org/team"],
            assignees=["bob"],
            auto_merge="squash",
        ),
        environment="prod",
        name="web",
    )
    assert found is not None
    said = found.wording.expand({"IMAGE_TAG": "1", "RULE": "web", "ENVIRONMENT": "prod"})
    assert (said.title, said.labels) == ("Deploy 1", ("deploy", "prod"))
    assert (said.above, said.below) == ("Look.\n", "\nBye, web")
    assert (found.reviewers, found.assignees) == (("ann", "org/team"), ("bob",))
    assert found.auto_merge is MergeMethod.SQUASH


def test_what_the_file_says_holds_for_rules_that_say_nothing() -> None:
    text = """
version: 1
deliver: {pull_request: {draft: true}}
rules:
  - {name: a, image: a, targets: [{file: a}]}
  - {name: b, image: b, targets: [{file: b}], deliver: commit}
"""
    first, second = load_rules(text, "rules.yaml", DEFAULTS).rules
    assert first.terms is not None
    assert (first.terms.branch, first.terms.draft) == ("tagboat/main/a", True)
    assert second.terms is None


@pytest.mark.parametrize(
    ("settings", "place", "what"),
    [
        ({"group": "environment"}, "deliver.pull_request.group", "the rule has no environment"),
        ({"branch": "x/$ENVIRONMENT"}, "deliver.pull_request.branch", "has no environment"),
        ({"branch": "deploy/$IMAGE_TAG"}, "deliver.pull_request.branch", "$IMAGE_TAG"),
        ({"branch": "a b"}, "deliver.pull_request.branch", "is not the name of a branch"),
        ({"branch": "a..b"}, "deliver.pull_request.branch", "is not the name of a branch"),
        ({"branch": "x" * 101}, "deliver.pull_request.branch", "at most 100 characters"),
        ({"title": "To $NOTHING"}, "deliver.pull_request.title", "$NOTHING"),
        ({"body": "$CHANGES and $CHANGES"}, "deliver.pull_request.body", "more than once"),
        ({"title": "$CHANGES"}, "deliver.pull_request.title", "$CHANGES"),
        ({"labels": ["ok", "a,b"]}, "deliver.pull_request.labels[1]", "is not a label"),
        ({"labels": ["x" * 51]}, "deliver.pull_request.labels[0]", "at most 50 characters"),
        (
            {"draft": True, "auto_merge": "squash"},
            "deliver.pull_request.auto_merge",
            "a draft does not merge",
        ),
        ({"auto_merge": "yes"}, "deliver.pull_request.auto_merge", "squash, merge, rebase"),
        ({"labels": "deploy"}, "deliver.pull_request.labels", "a list of labels"),
        ({"labls": []}, "deliver.pull_request", "labls"),
    ],
)
def test_a_mistake_is_told_with_its_place(settings: dict[str, Any], place: str, what: str) -> None:
    found = wrong(rule(deliver=asked(**settings)))
    assert len(found) == 1
    assert found[0][0].startswith(place)
    assert what in " ".join(found[0])


def test_rules_that_share_a_pull_request_agree_on_how_it_is_merged() -> None:
    one = rule(deliver=asked(group="all", auto_merge="squash"), name="one")
    other = rule(deliver=asked(group="all"), name="other")
    ((place, what),) = wrong(one, other)
    assert place == "deliver"
    assert what.startswith("rule 'one' has another 'auto_merge'")


def test_a_mistake_in_what_the_file_says_is_told_once() -> None:
    text = """
version: 1
deliver: {pull_request: {branch: "a b"}}
rules:
  - {name: a, image: a, targets: [{file: a}]}
  - {name: b, image: b, targets: [{file: b}]}
"""
    with pytest.raises(InvalidRules) as caught:
        load_rules(text, "rules.yaml", DEFAULTS)
    (finding,) = caught.value.findings
    assert (finding.path, finding.line) == ("deliver.pull_request.branch", 3)


def test_a_branch_is_named_after_the_one_that_it_goes_to() -> None:
    text = "{version: 1, deliver: pull_request, rules: [{name: a, image: a, targets: [{file: a}]}]}"
    defaults = replace(DEFAULTS, branch="release/2")
    (made,) = load_rules(text, "rules.yaml", defaults).rules
    assert made.branch == "tagboat/release-2/a"


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ({"name": "web api"}, {"name": "web-api"}, "rule 'web api' has the branch"),
        ({"name": "all"}, {"name": "x", "group": "all"}, "rule 'all' has the branch"),
        ({"name": "a", "branch": "x"}, {"name": "b", "branch": "x/y"}, "cannot be beside x"),
        ({"name": "a", "branch": "x/y/z"}, {"name": "b", "branch": "x"}, "cannot be beside x"),
    ],
)
def test_branches_that_clash_are_told(
    one: dict[str, str], other: dict[str, str], what: str
) -> None:
    found = wrong(
        *(
            rule(deliver=asked(**{k: v for k, v in some.items() if k != "name"}), name=some["name"])
            for some in (one, other)
        )
    )
    assert [place for place, _ in found] == ["deliver"]
    assert what in found[0][1]


@given(st.text(min_size=1, max_size=30))
def test_whatever_a_rule_is_called_its_branch_is_one_or_a_mistake(name: str) -> None:
    try:
        found = terms("pull_request", name=name)
    except InvalidRules:
        return
    assert found is not None
    assert found.branch.startswith("tagboat/")
    assert found.branch.isascii()
