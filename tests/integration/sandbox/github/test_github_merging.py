"""Pull requests are merged for real, in each of the three ways."""

from sandbox.github import GitHub
from tests.integration.sandbox.github.pull_request_client import PullRequestClient, assert_refused


def test_it_is_merged_by_a_merge_commit(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    id_ = pulls.opened()["id"]
    answer = "actor { login } pullRequest { state merged mergedBy { login } mergeCommit { oid } }"
    reply = pulls.mutate("mergePullRequest", answer, pullRequestId=id_, expectedHeadOid=change)
    new = pulls.git.log("main")[0]
    assert reply.json["data"]["mergePullRequest"] == {
        "actor": {"login": "robot"},
        "pullRequest": {
            "state": "MERGED",
            "merged": True,
            "mergedBy": {"login": "robot"},
            "mergeCommit": {"oid": new.id},
        },
    }
    assert new.parents == (head, change)
    assert new.message == "Merge pull request #1 from acme/change\n\nA change"
    assert (new.author_name, new.committer_name) == ("robot", "GitHub")
    assert pulls.git.head("change") == change
    assert pulls.git.fsck() == ""


def test_it_is_squashed(pulls: PullRequestClient, head: str) -> None:
    pulls.branch()
    pulls.git.commit({"api/tag": "2\n"}, "And that", branch="change")
    id_ = pulls.opened()["id"]
    pulls.mutate("mergePullRequest", pullRequestId=id_, mergeMethod="SQUASH")
    new = pulls.git.log("main")[0]
    assert new.parents == (head,)
    assert new.message == "A change (#1)\n\n* Change web/tag\n\n* And that"
    assert pulls.git.read("api/tag", "main") == b"2\n"


def test_one_commit_is_squashed_under_its_own_message(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.mutate("mergePullRequest", pullRequestId=id_, mergeMethod="SQUASH")
    assert pulls.git.log("main")[0].message == "Change web/tag (#1)"


def test_it_is_rebased(pulls: PullRequestClient) -> None:
    pulls.branch()
    second = pulls.git.commit({"api/tag": "2\n"}, "And that", branch="change")
    id_ = pulls.opened()["id"]
    base = pulls.git.commit({"other": "x"}, "Meanwhile")
    pulls.mutate("mergePullRequest", pullRequestId=id_, mergeMethod="REBASE")
    two, one, before, *_ = pulls.git.log("main")
    assert (two.message, one.message, before.id) == ("And that", "Change web/tag", base)
    assert two.id != second
    assert two.committer_name == "GitHub"
    assert two.author_name == "A Person"


def test_the_message_of_a_merge_can_be_given(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    wanted = {"commitHeadline": "Deploy", "commitBody": "web", "authorEmail": "x@example.com"}
    pulls.mutate("mergePullRequest", pullRequestId=id_, **wanted)
    new = pulls.git.log("main")[0]
    assert (new.message, new.author_email) == ("Deploy\n\nweb", "x@example.com")


def test_a_branch_goes_when_it_is_merged_if_so_chosen(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.administrator.delete_branches_on_merge()
    id_ = pulls.opened()["id"]
    pulls.mutate("mergePullRequest", pullRequestId=id_)
    assert pulls.git.head("change") is None
    assert pulls.read()["state"] == "MERGED"


def test_a_head_that_moved_is_not_merged(pulls: PullRequestClient) -> None:
    change = pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.git.commit({"web/tag": "3\n"}, branch="change")
    reply = pulls.mutate("mergePullRequest", pullRequestId=id_, expectedHeadOid=change)
    text = "Head branch was modified. Review and try the merge again."
    assert_refused(reply, "mergePullRequest", text)


def test_a_base_that_moves_meanwhile_is_not_overwritten(
    github: GitHub, pulls: PullRequestClient
) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    moment = "mergePullRequest/update-ref"
    github.interruptions.before_next(moment, lambda: pulls.git.commit({"other": "x"}))
    reply = pulls.mutate("mergePullRequest", pullRequestId=id_)
    text = "Base branch was modified. Review and try the merge again."
    assert_refused(reply, "mergePullRequest", text)
    assert pulls.read()["state"] == "OPEN"
    assert pulls.git.read("other", "main") == b"x"


def test_a_draft_is_not_merged_until_it_is_ready(pulls: PullRequestClient) -> None:
    pulls.branch()
    opened = pulls.opened(draft=True)
    assert (opened["isDraft"], opened["mergeStateStatus"]) == (True, "DRAFT")
    reply = pulls.mutate("mergePullRequest", pullRequestId=opened["id"])
    assert_refused(reply, "mergePullRequest", "Pull Request is still a draft")
    pulls.mutate("markPullRequestReadyForReview", pullRequestId=opened["id"])
    pulls.mutate("mergePullRequest", pullRequestId=opened["id"])
    assert pulls.read()["merged"] is True


def test_what_is_closed_is_not_merged(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.mutate("closePullRequest", pullRequestId=id_)
    reply = pulls.mutate("mergePullRequest", pullRequestId=id_)
    assert_refused(reply, "mergePullRequest", "Pull request is not open")


def test_a_method_that_is_not_allowed_is_refused(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.administrator.allow_merge_methods("SQUASH")
    id_ = pulls.opened()["id"]
    reply = pulls.mutate("mergePullRequest", pullRequestId=id_)
    text = "Merge commits are not allowed on this repository."
    assert_refused(reply, "mergePullRequest", text)
    allowed = "mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed"
    assert pulls.ask(allowed) == {
        "mergeCommitAllowed": False,
        "squashMergeAllowed": True,
        "rebaseMergeAllowed": False,
    }
