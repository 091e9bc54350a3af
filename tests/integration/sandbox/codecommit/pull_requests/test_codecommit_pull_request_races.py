"""Requests at the same time: one pull request for a token, one merge, and nobody's work lost."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def outcome(call: Any, **asked: Any) -> str:
    try:
        call(**asked)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


def test_a_token_that_is_sent_twice_at_once_makes_one_pull_request(
    client: "CodeCommitClient", name: str, propose: Any
) -> None:
    token = uuid4().hex
    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(lambda _: propose(clientRequestToken=token), range(8)))
    assert client.list_pull_requests(repositoryName=name)["pullRequestIds"] == list(ids)


def test_a_pull_request_is_merged_once(
    client: "CodeCommitClient", git: GitRepository, name: str, pull_request: str
) -> None:
    asked = {"pullRequestId": pull_request, "repositoryName": name}
    with ThreadPoolExecutor(8) as threads:
        found = list(
            threads.map(
                lambda _: outcome(client.merge_pull_request_by_three_way, **asked), range(8)
            )
        )
    assert sorted(found) == ["PullRequestAlreadyClosedException"] * 7 + ["done"]
    assert len(git.log("main")) == 3


def test_merges_of_many_pull_requests_at_once_keep_every_change(
    client: "CodeCommitClient", git: GitRepository, name: str, base: str, propose: Any
) -> None:
    branches = [f"tagboat/{number}" for number in range(6)]
    for branch in branches:
        assert git.move_branch(branch, base, None)
        git.commit({f"apps/{branch}": "x"}, branch=branch)
    ids = [
        propose(targets=[{"repositoryName": name, "sourceReference": branch}])
        for branch in branches
    ]

    merge = client.merge_pull_request_by_squash
    with ThreadPoolExecutor(6) as threads:
        done = list(
            threads.map(lambda id_: outcome(merge, pullRequestId=id_, repositoryName=name), ids)
        )
    assert done == ["done"] * 6
    assert {f"apps/{branch}" for branch in branches} <= git.files("main").keys()
    assert all(len(commit.parents) < 2 for commit in git.log("main"))
    assert git.fsck() == ""
