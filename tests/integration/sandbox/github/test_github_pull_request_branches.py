"""What becomes of a pull request when its branches move."""

from tests.integration.sandbox.github.pull_request_client import PullRequestClient, assert_refused


def test_a_push_moves_its_head(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.opened()
    newer = pulls.git.commit({"web/tag": "3\n"}, branch="change")
    assert pulls.read()["headRefOid"] == newer
    selection = """pullRequest(number: 1) { commits(last: 1) { totalCount nodes { commit {
      oid messageHeadline parents(first: 2) { totalCount } } } } }"""
    assert pulls.ask(selection)["pullRequest"]["commits"] == {
        "totalCount": 2,
        "nodes": [
            {
                "commit": {
                    "oid": newer,
                    "messageHeadline": "Change by hand",
                    "parents": {"totalCount": 1},
                }
            }
        ],
    }


def test_putting_its_branch_back_to_its_base_closes_it(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    pulls.opened()
    pulls.git.move_branch("change", head, change)
    assert pulls.read()["state"] == "CLOSED"
    assert pulls.read()["merged"] is False


def test_deleting_its_branch_closes_it(pulls: PullRequestClient) -> None:
    change = pulls.branch()
    pulls.opened()
    ref = pulls.ask("pullRequest(number: 1) { headRef { id } }")["pullRequest"]["headRef"]
    pulls.mutate("deleteRef", refId=ref["id"])
    found = pulls.read()
    assert (found["state"], found["headRefOid"]) == ("CLOSED", change)
    assert pulls.ask("pullRequest(number: 1) { headRef { id } }")["pullRequest"]["headRef"] is None


def test_commits_that_reach_the_base_by_git_merge_it(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    pulls.opened()
    pulls.git.move_branch("main", change, head)
    found = pulls.read()
    assert (found["state"], found["mergeCommit"]) == ("MERGED", {"oid": change})


def test_one_that_git_merges_after_a_further_push_is_merged(
    pulls: PullRequestClient, head: str
) -> None:
    pulls.branch()
    pulls.opened()
    newer = pulls.git.commit({"web/tag": "3\n"}, branch="change")
    pulls.git.move_branch("main", newer, head)
    assert pulls.read()["state"] == "MERGED"


def test_a_conflict_is_seen(pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.opened()
    pulls.git.commit({"web/tag": "by hand\n"})
    found = pulls.read()
    assert (found["mergeable"], found["mergeStateStatus"]) == ("CONFLICTING", "DIRTY")
    reply = pulls.mutate("mergePullRequest", pullRequestId=found["id"])
    assert_refused(reply, "mergePullRequest", "Pull Request is not mergeable")
