"""DescribePullRequestEvents: what happened to a pull request, when, and who did it."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

ROOT = "arn:aws:iam::123456789012:root"


@pytest.fixture
def events(client: "CodeCommitClient", pull_request: str) -> Any:
    def events(**more: Any) -> Any:
        asked = {"pullRequestId": pull_request, **more}
        return client.describe_pull_request_events(**asked)["pullRequestEvents"]

    return events


def types(found: Any) -> list[str]:
    return [event["pullRequestEventType"].removeprefix("PULL_REQUEST_") for event in found]


def test_the_creation_says_what_was_to_be_merged(
    events: Any, name: str, pull_request: str, base: str, feature: str
) -> None:
    (created,) = events()
    assert created.pop("eventDate")
    assert created == {
        "pullRequestId": pull_request,
        "pullRequestEventType": "PULL_REQUEST_CREATED",
        "actorArn": ROOT,
        "pullRequestCreatedEventMetadata": {
            "repositoryName": name,
            "sourceCommitId": feature,
            "destinationCommitId": base,
            "mergeBase": base,
        },
    }


def test_a_push_says_what_it_changed(events: Any, git: GitRepository, name: str, base: str) -> None:
    pushed = git.commit({"tag": "more"}, branch="feature")
    (updated,) = events(pullRequestEventType="PULL_REQUEST_SOURCE_REFERENCE_UPDATED")
    assert updated["pullRequestSourceReferenceUpdatedEventMetadata"] == {
        "repositoryName": name,
        "beforeCommitId": base,
        "afterCommitId": pushed,
        "mergeBase": base,
    }
    assert updated["actorArn"] == ROOT


def test_a_commit_through_the_api_is_its_callers_update(
    events: Any, acting_as: Any, name: str, feature: str
) -> None:
    role = f"r-{uuid4().hex}"
    acting_as(role).create_commit(
        repositoryName=name,
        branchName="feature",
        parentCommitId=feature,
        putFiles=[{"filePath": "tag", "fileContent": b"more"}],
    )
    arn = f"arn:aws:sts::123456789012:assumed-role/{role}/session"
    assert types(events(actorArn=arn)) == ["SOURCE_REFERENCE_UPDATED"]
    assert types(events(actorArn=ROOT)) == ["CREATED"]


def test_a_merge_changes_the_merge_state_and_the_status(
    client: "CodeCommitClient", events: Any, name: str, pull_request: str, feature: str
) -> None:
    client.merge_pull_request_by_fast_forward(pullRequestId=pull_request, repositoryName=name)
    found = events()
    assert types(found) == ["CREATED", "MERGE_STATE_CHANGED", "STATUS_CHANGED"]
    assert found[1]["pullRequestMergedStateChangedEventMetadata"] == {
        "repositoryName": name,
        "destinationReference": "refs/heads/main",
        "mergeMetadata": {
            "isMerged": True,
            "mergedBy": ROOT,
            "mergeCommitId": feature,
            "mergeOption": "FAST_FORWARD_MERGE",
        },
    }
    assert found[2]["pullRequestStatusChangedEventMetadata"] == {"pullRequestStatus": "CLOSED"}


def test_closing_twice_is_one_event(
    client: "CodeCommitClient", events: Any, pull_request: str
) -> None:
    for status in ("OPEN", "CLOSED", "CLOSED"):
        client.update_pull_request_status(
            pullRequestId=pull_request,
            pullRequestStatus=status,
        )
    assert types(events()) == ["CREATED", "STATUS_CHANGED"]


def test_events_are_listed_a_page_at_a_time(
    client: "CodeCommitClient", events: Any, git: GitRepository, pull_request: str
) -> None:
    git.commit({"tag": "more"}, branch="feature")
    paginator = client.get_paginator("describe_pull_request_events")
    pages = paginator.paginate(pullRequestId=pull_request, PaginationConfig={"PageSize": 1})
    assert [types(page["pullRequestEvents"]) for page in pages] == [
        ["CREATED"],
        ["SOURCE_REFERENCE_UPDATED"],
    ]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"pullRequestEventType": "PULL_REQUEST_READ"}, "InvalidPullRequestEventTypeException"),
        ({"actorArn": "nobody"}, "InvalidActorArnException"),
        ({"actorArn": "arn:aws:iam::123456789012:user/nobody"}, "ActorDoesNotExistException"),
        ({"maxResults": 101}, "InvalidMaxResultsException"),
        ({"nextToken": "x"}, "InvalidContinuationTokenException"),
        ({"pullRequestId": "999999999"}, "PullRequestDoesNotExistException"),
    ],
)
def test_what_is_asked_is_checked(events: Any, changed: dict[str, Any], error: str) -> None:
    with pytest.raises(ClientError) as raised:
        events(**changed)
    assert raised.value.response["Error"]["Code"] == error
