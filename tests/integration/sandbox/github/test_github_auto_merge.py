"""Auto-merge waits for what the rules of the base ask for, and merges for real."""

from typing import Literal

import pytest

from sandbox.github import GitHub
from sandbox.github.branch_rules import Requirements
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import (
    PullRequestClient,
    assert_refused,
)

ENABLE = "enablePullRequestAutoMerge"
CHECK = Requirements(checks=("ci",))


@pytest.fixture
def protected(github: GitHub, pulls: PullRequestClient) -> PullRequestClient:
    """A repository that allows auto-merge, and requires a check of main."""
    github.protect(REPOSITORY, "main", requirements=CHECK)
    pulls.administrator.allow_auto_merge()
    return pulls


def test_it_merges_when_the_required_check_passes(protected: PullRequestClient, head: str) -> None:
    change = protected.branch()
    opened = protected.opened()
    assert opened["mergeStateStatus"] == "BLOCKED"
    answer = "actor { login } pullRequest { autoMergeRequest { mergeMethod enabledBy { login } } }"
    reply = protected.mutate(ENABLE, answer, pullRequestId=opened["id"], mergeMethod="SQUASH")
    assert reply.json["data"][ENABLE] == {
        "actor": {"login": "robot"},
        "pullRequest": {
            "autoMergeRequest": {"mergeMethod": "SQUASH", "enabledBy": {"login": "robot"}}
        },
    }
    protected.administrator.report_check(change, "ci", "pending")
    protected.administrator.report_check(change, "ci", "failure")
    assert protected.read()["state"] == "OPEN"
    protected.administrator.report_check(change, "ci", "success")

    new = protected.git.log("main")[0]
    assert (new.parents, new.message) == ((head,), "Change web/tag (#1)")
    assert (new.author_name, new.committer_name) == ("robot", "GitHub")
    assert protected.read()["state"] == "MERGED"
    asked = "pullRequest(number: 1) { mergedBy { login } autoMergeRequest { mergeMethod } }"
    found = protected.ask(asked)["pullRequest"]
    assert found == {"mergedBy": {"login": "robot"}, "autoMergeRequest": None}


def test_the_branch_goes_with_it_if_so_chosen(protected: PullRequestClient) -> None:
    change = protected.branch()
    protected.administrator.delete_branches_on_merge()
    protected.mutate(ENABLE, pullRequestId=protected.opened()["id"])
    protected.administrator.report_check(change, "ci", "success")
    assert protected.git.branches() == ["main"]


def test_it_waits_for_reviews(github: GitHub, pulls: PullRequestClient) -> None:
    github.add_ruleset(REPOSITORY, "main", requirements=Requirements(approvals=2))
    pulls.administrator.allow_auto_merge()
    pulls.branch()
    pulls.mutate(ENABLE, pullRequestId=pulls.opened()["id"])
    pulls.administrator.approve(1, "jane")
    assert pulls.read()["state"] == "OPEN"
    pulls.administrator.approve(1, "joe")
    assert pulls.read()["state"] == "MERGED"


def test_a_push_must_pass_the_check_again(protected: PullRequestClient) -> None:
    change = protected.branch()
    protected.mutate(ENABLE, pullRequestId=protected.opened()["id"])
    newer = protected.git.commit({"web/tag": "3\n"}, branch="change")
    protected.administrator.report_check(change, "ci", "success")
    assert protected.read()["state"] == "OPEN"
    protected.administrator.report_check(newer, "ci", "success")
    assert protected.read()["state"] == "MERGED"


def test_it_waits_while_there_is_a_conflict(protected: PullRequestClient) -> None:
    change = protected.branch()
    protected.mutate(ENABLE, pullRequestId=protected.opened()["id"])
    protected.git.commit({"web/tag": "by hand\n"})
    protected.administrator.report_check(change, "ci", "success")
    assert (protected.read()["state"], protected.read()["mergeStateStatus"]) == ("OPEN", "DIRTY")


def test_it_can_be_taken_back(protected: PullRequestClient) -> None:
    change = protected.branch()
    id_ = protected.opened()["id"]
    protected.mutate(ENABLE, pullRequestId=id_)
    protected.mutate("disablePullRequestAutoMerge", pullRequestId=id_)
    protected.administrator.report_check(change, "ci", "success")
    assert (protected.read()["state"], protected.read()["mergeStateStatus"]) == ("OPEN", "CLEAN")
    reply = protected.mutate("disablePullRequestAutoMerge", pullRequestId=id_)
    text = "Can't disable auto-merge for this pull request."
    assert_refused(reply, "disablePullRequestAutoMerge", text)


def test_a_repository_does_not_allow_it_at_first(github: GitHub, pulls: PullRequestClient) -> None:
    github.protect(REPOSITORY, "main", requirements=CHECK)
    pulls.branch()
    assert pulls.ask("autoMergeAllowed") == {"autoMergeAllowed": False}
    reply = pulls.mutate(ENABLE, pullRequestId=pulls.opened()["id"])
    assert_refused(reply, ENABLE, "Auto merge is not allowed for this repository")


def test_what_could_be_merged_at_once_is_refused(protected: PullRequestClient) -> None:
    change = protected.branch()
    protected.administrator.report_check(change, "ci", "success")
    reply = protected.mutate(ENABLE, pullRequestId=protected.opened()["id"])
    assert_refused(reply, ENABLE, "Pull request Pull request is in clean status")


@pytest.mark.parametrize("state", ["pending", "failure"])
def test_what_has_checks_that_nobody_requires_is_refused(
    protected: PullRequestClient, state: Literal["pending", "failure"]
) -> None:
    change = protected.branch()
    protected.administrator.report_check(change, "ci", "success")
    protected.administrator.report_check(change, "lint", state)
    opened = protected.opened()
    assert opened["mergeStateStatus"] == "UNSTABLE"
    reply = protected.mutate(ENABLE, pullRequestId=opened["id"])
    assert_refused(reply, ENABLE, "Pull request Pull request is in unstable status")


def test_a_base_without_rules_is_refused(pulls: PullRequestClient) -> None:
    pulls.administrator.allow_auto_merge()
    pulls.branch()
    reply = pulls.mutate(ENABLE, pullRequestId=pulls.opened()["id"])
    text = "Pull request Protected branch rules not configured for this branch"
    assert_refused(reply, ENABLE, text)


def test_a_draft_is_refused(protected: PullRequestClient) -> None:
    protected.branch()
    reply = protected.mutate(ENABLE, pullRequestId=protected.opened(draft=True)["id"])
    assert_refused(reply, ENABLE, "Pull request Pull request is a draft")


def test_a_method_that_is_not_allowed_is_refused_with_all_other_reasons(
    protected: PullRequestClient,
) -> None:
    change = protected.branch()
    protected.administrator.allow_merge_methods("SQUASH")
    protected.administrator.report_check(change, "ci", "success")
    reply = protected.mutate(ENABLE, pullRequestId=protected.opened()["id"])
    text = (
        "Merge method merge commits are not allowed on this repository "
        "and Pull request Pull request is in clean status"
    )
    assert_refused(reply, ENABLE, text)


def test_another_head_is_refused(protected: PullRequestClient, head: str) -> None:
    protected.branch()
    id_ = protected.opened()["id"]
    reply = protected.mutate(ENABLE, pullRequestId=id_, expectedHeadOid=head)
    assert_refused(reply, ENABLE, "Head branch was modified. Review and try the merge again.")


@pytest.mark.parametrize("lacking", ["contents", "pull_requests"])
def test_it_takes_both_permissions(protected: PullRequestClient, lacking: str) -> None:
    protected.branch()
    id_ = protected.opened()["id"]
    permissions = {"contents": "write", "pull_requests": "write", lacking: "read"}
    protected.use_token(**permissions)
    reply = protected.mutate(ENABLE, pullRequestId=id_)
    text = "Resource not accessible by personal access token"
    assert_refused(reply, ENABLE, text, "FORBIDDEN")
