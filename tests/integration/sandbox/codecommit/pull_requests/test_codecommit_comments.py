"""Comments on what a pull request changes, open or closed; one for a token."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


@pytest.fixture
def say(client: "CodeCommitClient", name: str, pull_request: str, base: str, feature: str) -> Any:
    def say(content: str = "Superseded", **more: Any) -> Any:
        asked = {
            "pullRequestId": pull_request,
            "repositoryName": name,
            "beforeCommitId": base,
            "afterCommitId": feature,
            "content": content,
            **more,
        }
        return client.post_comment_for_pull_request(**asked)

    return say


@pytest.fixture
def said(client: "CodeCommitClient", pull_request: str) -> Any:
    def said(**more: Any) -> Any:
        asked = {"pullRequestId": pull_request, **more}
        return client.get_comments_for_pull_request(**asked)["commentsForPullRequestData"]

    return said


def test_a_comment_is_posted_and_found(
    say: Any, said: Any, name: str, pull_request: str, base: str, feature: str
) -> None:
    token = uuid4().hex
    answer = say(clientRequestToken=token)
    comment = answer["comment"]
    assert comment["content"] == "Superseded"
    assert comment["authorArn"] == "arn:aws:iam::123456789012:root"
    assert comment["clientRequestToken"] == token
    assert comment["deleted"] is False
    place = {
        "pullRequestId": pull_request,
        "repositoryName": name,
        "beforeCommitId": base,
        "afterCommitId": feature,
    }
    assert place.items() <= answer.items()
    assert said() == [{**place, "comments": [comment]}]


def test_comments_are_together_by_what_they_are_about(
    say: Any, said: Any, git: GitRepository, name: str, base: str, feature: str
) -> None:
    say("one")
    say("two")
    pushed = git.commit({"tag": "more"}, branch="feature")
    say("three", afterCommitId=pushed)
    contents = [[one["content"] for one in place["comments"]] for place in said()]
    assert contents == [["one", "two"], ["three"]]
    (latest,) = said(repositoryName=name, beforeCommitId=base, afterCommitId=pushed)
    assert latest["comments"][0]["content"] == "three"


def test_comments_are_listed_a_page_at_a_time(
    client: "CodeCommitClient", say: Any, pull_request: str
) -> None:
    for text in ("one", "two", "three"):
        say(text)
    pages = client.get_paginator("get_comments_for_pull_request").paginate(
        pullRequestId=pull_request, PaginationConfig={"PageSize": 2}
    )
    listed = [
        [
            one["content"]
            for place in page["commentsForPullRequestData"]
            for one in place["comments"]
        ]
        for page in pages
    ]
    assert listed == [["one", "two"], ["three"]]


def test_a_token_posts_once(say: Any, said: Any) -> None:
    token = uuid4().hex
    first = say(clientRequestToken=token)
    assert say(clientRequestToken=token)["comment"] == first["comment"]
    assert len(said()[0]["comments"]) == 1
    with pytest.raises(ClientError) as raised:
        say("other", clientRequestToken=token)
    assert code(raised) == "IdempotencyParameterMismatchException"


def test_a_closed_pull_request_is_commented_on_too(
    client: "CodeCommitClient", say: Any, said: Any, pull_request: str
) -> None:
    client.update_pull_request_status(pullRequestId=pull_request, pullRequestStatus="CLOSED")
    say()
    assert len(said()) == 1


def test_a_comment_is_activity(
    client: "CodeCommitClient", name: str, propose: Any, say: Any, pull_request: str
) -> None:
    later = propose()
    say()
    listed = client.list_pull_requests(repositoryName=name)["pullRequestIds"]
    assert listed == [pull_request, later]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"content": ""}, "CommentContentRequiredException"),
        ({"content": "c" * 10241}, "CommentContentSizeLimitExceededException"),
        ({"beforeCommitId": ""}, "CommitIdRequiredException"),
        ({"beforeCommitId": "main"}, "InvalidCommitIdException"),
        ({"afterCommitId": "0" * 40}, "CommitDoesNotExistException"),
        ({"repositoryName": "missing"}, "RepositoryDoesNotExistException"),
        ({"pullRequestId": "999999999"}, "PullRequestDoesNotExistException"),
        ({"location": {"filePath": "tag"}}, "NotImplemented"),
    ],
)
def test_what_is_posted_is_checked(say: Any, changed: dict[str, Any], error: str) -> None:
    with pytest.raises(ClientError) as raised:
        say(**changed)
    assert code(raised) == error


def test_the_two_commits_differ(say: Any, base: str) -> None:
    with pytest.raises(ClientError) as raised:
        say(afterCommitId=base)
    assert code(raised) == "BeforeCommitIdAndAfterCommitIdAreSameException"


def test_the_repository_must_be_the_pull_requests_own(
    client: "CodeCommitClient", say: Any, name: str
) -> None:
    client.create_repository(repositoryName=f"{name}-other")
    with pytest.raises(client.exceptions.RepositoryNotAssociatedWithPullRequestException):
        say(repositoryName=f"{name}-other")


def test_repository_and_commits_are_named_together(
    said: Any, name: str, base: str, feature: str
) -> None:
    refused: list[tuple[dict[str, Any], str]] = [
        ({"repositoryName": name}, "CommitIdRequiredException"),
        ({"beforeCommitId": base, "afterCommitId": feature}, "RepositoryNameRequiredException"),
        ({"maxResults": 501}, "InvalidMaxResultsException"),
    ]
    for asked, error in refused:
        with pytest.raises(ClientError) as raised:
            said(**asked)
        assert code(raised) == error
