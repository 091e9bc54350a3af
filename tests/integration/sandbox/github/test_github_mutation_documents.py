"""Several mutations in one request, and answers that are lost."""

from typing import Any

import pytest

from sandbox.github import GitHub, server_error
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import PullRequestClient

DOCUMENT = """
mutation(
  $ref: CreateRefInput!, $commit: CreateCommitOnBranchInput!, $pull: CreatePullRequestInput!
) {
  createRef(input: $ref) { ref { id target { oid } } }
  createCommitOnBranch(input: $commit) { commit { oid } }
  createPullRequest(input: $pull) { pullRequest { number headRefOid } }
}
"""


def whole_document(pulls: PullRequestClient, head: str) -> dict[str, Any]:
    branch = {"repositoryNameWithOwner": REPOSITORY, "branchName": "change"}
    changes = {"additions": [{"path": "web/tag", "contents": "Mgo="}]}
    return {
        "ref": {"repositoryId": pulls.repository_id, "name": "refs/heads/change", "oid": head},
        "commit": {
            "branch": branch,
            "expectedHeadOid": head,
            "message": {"headline": "Change"},
            "fileChanges": changes,
        },
        "pull": {
            "repositoryId": pulls.repository_id,
            "title": "A change",
            "headRefName": "change",
            "baseRefName": "main",
        },
    }


def test_branch_commit_and_pull_request_come_in_one_request(
    pulls: PullRequestClient, head: str
) -> None:
    reply = pulls.client.graphql(DOCUMENT, **whole_document(pulls, head))
    new = pulls.git.head("change")
    assert reply.json["data"]["createPullRequest"]["pullRequest"] == {
        "number": 1,
        "headRefOid": new,
    }
    assert reply.json["data"]["createRef"]["ref"]["target"] == {"oid": head}


def test_what_fails_in_a_request_leaves_the_rest_to_be_done(
    pulls: PullRequestClient, head: str
) -> None:
    change = pulls.branch()
    reply = pulls.client.graphql(DOCUMENT, **whole_document(pulls, head))
    data = reply.json["data"]
    assert (data["createRef"], data["createCommitOnBranch"]) == (None, None)
    assert data["createPullRequest"]["pullRequest"] == {"number": 1, "headRefOid": change}
    assert [(error["type"], error["path"]) for error in reply.json["errors"]] == [
        ("UNPROCESSABLE", ["createRef"]),
        ("STALE_DATA", ["createCommitOnBranch"]),
    ]


@pytest.mark.parametrize("moment", ["createPullRequest", "createPullRequest/answer"])
def test_an_answer_is_lost_before_or_after_one_is_opened(
    github: GitHub, pulls: PullRequestClient, moment: str
) -> None:
    def fail() -> None:
        raise server_error(502)

    pulls.branch()
    github.interruptions.before_next(moment, fail)
    assert pulls.create().status == 502
    count = pulls.ask("pullRequests(first: 1) { totalCount }")["pullRequests"]["totalCount"]
    assert count == (1 if moment.endswith("answer") else 0)


@pytest.mark.parametrize("moment", ["mergePullRequest", "mergePullRequest/answer"])
def test_an_answer_is_lost_before_or_after_one_is_merged(
    github: GitHub, pulls: PullRequestClient, moment: str
) -> None:
    def fail() -> None:
        raise server_error(502)

    pulls.branch()
    id_ = pulls.opened()["id"]
    github.interruptions.before_next(moment, fail)
    assert pulls.mutate("mergePullRequest", pullRequestId=id_).status == 502
    assert pulls.read()["merged"] is moment.endswith("answer")
