"""Who may see, open and merge pull requests, and whose they are then."""

import pytest

from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import (
    BOTH,
    PullRequestClient,
    assert_refused,
)


@pytest.mark.parametrize(
    "permissions", [{"contents": "write"}, {"contents": "write", "pull_requests": "read"}]
)
def test_opening_one_takes_a_permission(
    pulls: PullRequestClient, permissions: dict[str, str]
) -> None:
    pulls.branch()
    pulls.use_token(**permissions)
    text = "Resource not accessible by personal access token"
    assert_refused(pulls.create(), "createPullRequest", text, "FORBIDDEN")


def test_merging_takes_a_permission_for_contents(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.use_token(contents="read", pull_requests="write")
    reply = pulls.mutate("mergePullRequest", pullRequestId=id_)
    text = "Resource not accessible by personal access token"
    assert_refused(reply, "mergePullRequest", text, "FORBIDDEN")


def test_reading_them_takes_a_permission(pulls: PullRequestClient) -> None:
    pulls.use_token(contents="write")
    query = '{ repository(owner: "acme", name: "infra") { pullRequests(first: 1) { totalCount } } }'
    error = pulls.client.graphql(query).error
    assert error["type"] == "FORBIDDEN"
    assert error["path"] == ["repository", "pullRequests"]


def test_one_of_a_repository_that_is_not_seen_is_not_there(pulls: PullRequestClient) -> None:
    pulls.branch()
    id_ = pulls.opened()["id"]
    pulls.client.token = pulls.github.add_token("stranger", BOTH, ["acme/other"])
    reply = pulls.mutate("closePullRequest", pullRequestId=id_)
    text = f"Could not resolve to a node with the global id of '{id_}'"
    assert_refused(reply, "closePullRequest", text, "NOT_FOUND")


def test_an_app_opens_it_as_its_bot(github: GitHub, pulls: PullRequestClient) -> None:
    pulls.branch()
    token = github.add_token("tagboat[bot]", BOTH, [REPOSITORY], kind="installation")
    pulls.client.token = token
    pulls.opened()
    author = pulls.ask("pullRequest(number: 1) { author { __typename login } }")
    assert author["pullRequest"]["author"] == {"__typename": "Bot", "login": "tagboat"}
