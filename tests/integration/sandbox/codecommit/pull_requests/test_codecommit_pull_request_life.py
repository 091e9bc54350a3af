"""Pull requests are found, described anew and closed; only open ones change."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


@pytest.mark.parametrize(
    ("id_", "error"),
    [
        ("", "PullRequestIdRequiredException"),
        ("x1", "InvalidPullRequestIdException"),
        ("999999999", "PullRequestDoesNotExistException"),
    ],
)
def test_a_pull_request_is_named_by_its_number(
    client: "CodeCommitClient", id_: str, error: str
) -> None:
    asked: dict[str, Any] = {"pullRequestId": id_}
    calls: list[Any] = [
        lambda: client.get_pull_request(**asked),
        lambda: client.update_pull_request_title(**asked, title="t"),
        lambda: client.update_pull_request_description(**asked, description="d"),
        lambda: client.update_pull_request_status(**asked, pullRequestStatus="CLOSED"),
        lambda: client.merge_pull_request_by_fast_forward(**asked, repositoryName="r"),
    ]
    for call in calls:
        with pytest.raises(ClientError) as raised:
            call()
        assert code(raised) == error


def test_title_and_description_are_replaced(client: "CodeCommitClient", pull_request: str) -> None:
    before = client.get_pull_request(pullRequestId=pull_request)["pullRequest"]
    titled = client.update_pull_request_title(pullRequestId=pull_request, title="new")
    assert titled["pullRequest"]["title"] == "new"
    described = client.update_pull_request_description(
        pullRequestId=pull_request, description="Why"
    )["pullRequest"]
    assert (described["title"], described["description"]) == ("new", "Why")
    assert described["revisionId"] == before["revisionId"]
    assert described["lastActivityDate"] >= before["lastActivityDate"]
    refused: list[tuple[Any, dict[str, str], str]] = [
        (client.update_pull_request_title, {"title": ""}, "TitleRequired"),
        (client.update_pull_request_title, {"title": "t" * 151}, "InvalidTitle"),
        (
            client.update_pull_request_description,
            {"description": "d" * 10241},
            "InvalidDescription",
        ),
    ]
    for call, asked, error in refused:
        with pytest.raises(ClientError, match=error):
            call(pullRequestId=pull_request, **asked)


def test_a_closed_pull_request_stays_as_it_is(
    client: "CodeCommitClient", pull_request: str
) -> None:
    closed = client.update_pull_request_status(
        pullRequestId=pull_request, pullRequestStatus="CLOSED"
    )["pullRequest"]
    assert closed["pullRequestStatus"] == "CLOSED"
    assert closed["pullRequestTargets"][0]["mergeMetadata"] == {"isMerged": False}
    with pytest.raises(client.exceptions.PullRequestAlreadyClosedException):
        client.update_pull_request_title(pullRequestId=pull_request, title="new")
    with pytest.raises(client.exceptions.PullRequestAlreadyClosedException):
        client.update_pull_request_description(pullRequestId=pull_request, description="new")


def test_the_status_only_ever_goes_from_open_to_closed(
    client: "CodeCommitClient", pull_request: str
) -> None:
    def update(status: Any) -> Any:
        answer = client.update_pull_request_status(
            pullRequestId=pull_request, pullRequestStatus=status
        )
        return answer["pullRequest"]["pullRequestStatus"]

    assert [update(one) for one in ("OPEN", "CLOSED", "CLOSED")] == ["OPEN", "CLOSED", "CLOSED"]
    with pytest.raises(client.exceptions.InvalidPullRequestStatusUpdateException):
        update("OPEN")
    with pytest.raises(client.exceptions.InvalidPullRequestStatusException):
        update("MERGED")
    with pytest.raises(client.exceptions.PullRequestStatusRequiredException):
        update("")


def test_pull_requests_are_listed_by_their_last_activity(
    client: "CodeCommitClient", name: str, propose: Any
) -> None:
    first, second, third = (propose() for _ in range(3))

    def listed(**more: Any) -> list[str]:
        return client.list_pull_requests(repositoryName=name, **more)["pullRequestIds"]

    assert listed() == [third, second, first]
    client.update_pull_request_title(pullRequestId=first, title="new")
    assert listed() == [first, third, second]
    client.update_pull_request_status(pullRequestId=third, pullRequestStatus="CLOSED")
    assert listed(pullRequestStatus="OPEN") == [first, second]
    assert listed(pullRequestStatus="CLOSED") == [third]
    with pytest.raises(client.exceptions.InvalidPullRequestStatusException):
        listed(pullRequestStatus="MERGED")


def test_pull_requests_are_listed_a_page_at_a_time(
    client: "CodeCommitClient", name: str, propose: Any
) -> None:
    ids = [propose() for _ in range(3)]
    paginator = client.get_paginator("list_pull_requests")
    pages = list(paginator.paginate(repositoryName=name, PaginationConfig={"PageSize": 2}))
    assert [page["pullRequestIds"] for page in pages] == [ids[:0:-1], ids[:1]]
    with pytest.raises(client.exceptions.InvalidMaxResultsException):
        client.list_pull_requests(repositoryName=name, maxResults=0)
    with pytest.raises(client.exceptions.InvalidContinuationTokenException):
        client.list_pull_requests(repositoryName=name, nextToken="x")


def test_pull_requests_are_listed_by_author(
    client: "CodeCommitClient", name: str, propose: Any, acting_as: Any
) -> None:
    by_root = propose()
    role = f"author-{uuid4().hex}"
    target = {"repositoryName": name, "sourceReference": "feature"}
    by_role = acting_as(role).create_pull_request(title="t", targets=[target])["pullRequest"]

    def listed(author: str) -> list[str]:
        return client.list_pull_requests(repositoryName=name, authorArn=author)["pullRequestIds"]

    assert listed("arn:aws:iam::123456789012:root") == [by_root]
    assert listed(by_role["authorArn"]) == [by_role["pullRequestId"]]
    for author, error in [
        ("nobody", "InvalidAuthorArnException"),
        ("arn:aws:iam::123456789012:user/nobody", "AuthorDoesNotExistException"),
        ("arn:aws:iam::999999999999:root", "AuthorDoesNotExistException"),
        ("arn:aws:sts::123456789012:assumed-role/nobody/s", "AuthorDoesNotExistException"),
    ]:
        with pytest.raises(ClientError) as raised:
            listed(author)
        assert code(raised) == error


def test_pull_requests_go_with_their_repository(
    client: "CodeCommitClient", name: str, pull_request: str
) -> None:
    client.delete_repository(repositoryName=name)
    with pytest.raises(client.exceptions.PullRequestDoesNotExistException):
        client.get_pull_request(pullRequestId=pull_request)
