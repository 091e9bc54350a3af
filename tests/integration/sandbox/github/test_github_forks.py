"""A stranger's pull request from a fork is one of the repository's, and its branch is not."""

from tests.integration.sandbox.github.pull_request_client import BOTH, PullRequestClient

FROM_WHERE = """pullRequests(headRefName: "change", baseRefName: "main", first: 5) { nodes {
  number isCrossRepository headRefName headRefOid headRepository { nameWithOwner }
  headRef { name } mergeable
} }"""


def test_it_says_that_it_is_from_another_repository(pulls: PullRequestClient, head: str) -> None:
    pulls.administrator.propose_from_fork("a-stranger", "change", {"web/tag": b"9\n"})
    own = pulls.branch()
    pulls.opened()
    theirs, ours = pulls.ask(FROM_WHERE)["pullRequests"]["nodes"]
    assert (theirs["isCrossRepository"], ours["isCrossRepository"]) == (True, False)
    assert (theirs["headRefName"], theirs["number"]) == ("change", 1)
    assert theirs["headRefOid"] not in (own, head)
    assert theirs["mergeable"] == "MERGEABLE"
    assert ours["headRefOid"] == own
    assert pulls.git.branches() == ["change", "main"]


def test_a_fork_that_the_token_does_not_see_is_not_named(pulls: PullRequestClient) -> None:
    pulls.administrator.propose_from_fork("a-stranger", "change", {"web/tag": b"9\n"})
    pulls.client.token = pulls.github.add_token("robot", BOTH)
    (theirs,) = pulls.ask(FROM_WHERE)["pullRequests"]["nodes"]
    assert theirs["headRepository"]["nameWithOwner"] == "a-stranger/infra"
    pulls.use_token(contents="write", pull_requests="write")
    (theirs,) = pulls.ask(FROM_WHERE)["pullRequests"]["nodes"]
    assert (theirs["headRepository"], theirs["headRef"]) == (None, None)


def test_a_branch_of_the_same_name_does_not_have_it(pulls: PullRequestClient) -> None:
    pulls.administrator.propose_from_fork("a-stranger", "change", {"web/tag": b"9\n"})
    pulls.branch()
    selection = """ref(qualifiedName: "refs/heads/change") {
      associatedPullRequests(first: 5) { nodes { number } } }"""
    assert pulls.ask(selection)["ref"]["associatedPullRequests"]["nodes"] == []


def test_moving_branches_of_the_repository_does_not_concern_it(pulls: PullRequestClient) -> None:
    theirs = pulls.administrator.propose_from_fork("a-stranger", "change", {"web/tag": b"9\n"})
    pulls.branch()
    pulls.git.open().branches.delete("change")
    assert pulls.administrator.pull_request(theirs.number).is_open


def test_what_the_sandbox_does_not_work_out_it_refuses(pulls: PullRequestClient) -> None:
    theirs = pulls.administrator.propose_from_fork("a-stranger", "change", {"web/tag": b"9\n"})
    reply = pulls.mutate("mergePullRequest", pullRequestId=theirs.node_id)
    assert "forks" in str(reply.json)
