"""What the rules of a branch ask of whoever merges, and whom they let pass."""

import pytest

from sandbox.github import GitHub
from sandbox.github.branch_rules import Requirements
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import (
    PullRequestClient,
    assert_refused,
)

MERGE = "mergePullRequest"
ONE_CHECK = Requirements(checks=("ci",))
RULES = "Repository rule violations found\n\n"


@pytest.mark.parametrize(
    ("requirements", "message"),
    [
        (ONE_CHECK, 'Required status check "ci" is expected.'),
        (
            Requirements(checks=("a", "b", "c")),
            "3 of 3 required status checks are expected.",
        ),
        (
            Requirements(approvals=1),
            "At least 1 approving review is required by reviewers with write access.",
        ),
        (
            Requirements(approvals=2),
            "At least 2 approving reviews are required by reviewers with write access.",
        ),
        (Requirements(merge_queue=True), "Changes must be made through the merge queue"),
    ],
)
def test_nothing_is_merged_against_a_rule(
    github: GitHub, pulls: PullRequestClient, requirements: Requirements, message: str
) -> None:
    pulls.branch()
    github.protect(REPOSITORY, "main", requirements=requirements)
    opened = pulls.opened()
    assert opened["mergeStateStatus"] == "BLOCKED"
    assert_refused(pulls.mutate(MERGE, pullRequestId=opened["id"]), MERGE, message)
    github.add_ruleset(REPOSITORY, "ma*", requirements=requirements)
    github.named(REPOSITORY).protections.clear()
    text = f"{RULES}{message}\n\n"
    assert_refused(pulls.mutate(MERGE, pullRequestId=opened["id"]), MERGE, text)
    assert pulls.read()["state"] == "OPEN"


def test_a_failed_check_is_failing(github: GitHub, pulls: PullRequestClient) -> None:
    github.protect(REPOSITORY, "main", requirements=ONE_CHECK)
    pulls.administrator.report_check(pulls.branch(), "ci", "failure")
    reply = pulls.mutate(MERGE, pullRequestId=pulls.opened()["id"])
    assert_refused(reply, MERGE, 'Required status check "ci" is failing.')


def test_what_fulfils_the_rules_is_merged(github: GitHub, pulls: PullRequestClient) -> None:
    both = Requirements(checks=("ci",), approvals=1)
    github.add_ruleset(REPOSITORY, "main", requirements=both)
    change = pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.administrator.report_check(change, "ci", "success")
    pulls.administrator.approve(1, "jane")
    assert pulls.read()["mergeStateStatus"] == "CLEAN"
    pulls.mutate(MERGE, pullRequestId=id_)
    assert pulls.read()["merged"] is True


def test_nobody_approves_their_own(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.opened()
    with pytest.raises(ValueError, match="Can not approve your own pull request"):
        pulls.administrator.approve(1, "robot")


def test_a_ruleset_may_allow_fewer_methods(github: GitHub, pulls: PullRequestClient) -> None:
    github.add_ruleset(REPOSITORY, "main", requirements=Requirements(merge_methods=("SQUASH",)))
    pulls.branch()
    reply = pulls.mutate(MERGE, pullRequestId=pulls.opened()["id"], mergeMethod="REBASE")
    assert_refused(reply, MERGE, "Rebase merges are not allowed on this repository.")


def test_whoever_may_bypass_the_rules_merges_and_commits(
    github: GitHub, pulls: PullRequestClient, head: str
) -> None:
    github.add_ruleset(REPOSITORY, "main", requirements=ONE_CHECK, bypass=["Robot"])
    pulls.branch()
    id_ = pulls.opened()["id"]
    assert pulls.read()["mergeStateStatus"] == "BLOCKED"
    pulls.client.commit(head, {"other": b"x"})
    assert pulls.git.head("main") != head
    pulls.mutate(MERGE, pullRequestId=id_)
    assert pulls.read()["merged"] is True


def test_the_rules_of_rulesets_can_be_read(github: GitHub, pulls: PullRequestClient) -> None:
    github.protect(REPOSITORY, "main")
    rules = Requirements(checks=("ci",), approvals=1, merge_queue=True)
    github.add_ruleset(REPOSITORY, "ma*", requirements=rules)
    found = pulls.client.rest(f"/repos/{REPOSITORY}/rules/branches/main").json
    by_type = {rule["type"]: rule for rule in found}
    assert by_type.keys() == {"pull_request", "required_status_checks", "merge_queue"}
    assert by_type["pull_request"]["parameters"]["required_approving_review_count"] == 1
    checks = by_type["required_status_checks"]["parameters"]["required_status_checks"]
    assert checks == [{"context": "ci"}]
    assert pulls.client.rest(f"/repos/{REPOSITORY}/rules/branches/other").json == []
