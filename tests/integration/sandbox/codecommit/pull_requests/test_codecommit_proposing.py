"""CreatePullRequest: one target of two branches that are there, and one request for a token."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from sandbox import faults
from sandbox.aws.codecommit.pull_requests import creating
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

ROOT = "arn:aws:iam::123456789012:root"


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


def target(name: str, source: str = "feature", **more: str) -> dict[str, Any]:
    return {"repositoryName": name, "sourceReference": source, **more}


def test_a_pull_request_shows_what_it_is_to_merge(
    client: "CodeCommitClient", name: str, base: str, feature: str
) -> None:
    made = client.create_pull_request(
        title="Change the tag",
        description="Because it was pushed.",
        targets=[target(name, destinationReference="main")],  # type: ignore[list-item]
        clientRequestToken=f"token-{name}",
    )["pullRequest"]

    assert made["pullRequestId"].isdigit()
    assert made["title"] == "Change the tag"
    assert made["description"] == "Because it was pushed."
    assert made["pullRequestStatus"] == "OPEN"
    assert made["authorArn"] == ROOT
    assert made["clientRequestToken"] == f"token-{name}"
    assert len(made["revisionId"]) == 64
    assert made["approvalRules"] == []
    assert made["pullRequestTargets"] == [
        {
            "repositoryName": name,
            "sourceReference": "refs/heads/feature",
            "destinationReference": "refs/heads/main",
            "sourceCommit": feature,
            "destinationCommit": base,
            "mergeBase": base,
            "mergeMetadata": {"isMerged": False},
        }
    ]
    found = client.get_pull_request(pullRequestId=made["pullRequestId"])["pullRequest"]
    assert found == made


def test_without_a_destination_it_is_the_default_branch(
    client: "CodeCommitClient", name: str, feature: str
) -> None:
    made = client.create_pull_request(
        title="t",
        targets=[target(name, "refs/heads/feature")],  # type: ignore[list-item]
    )["pullRequest"]
    assert made["pullRequestTargets"][0]["destinationReference"] == "refs/heads/main"
    assert "description" not in made


def test_ids_are_unique_in_the_account_and_region(propose: Any) -> None:
    ids = [propose() for _ in range(3)]
    assert len(set(ids)) == 3


def test_the_author_is_the_session_of_the_role(acting_as: Any, name: str, feature: str) -> None:
    made = acting_as(f"r-{name}").create_pull_request(title="t", targets=[target(name)])
    assert made["pullRequest"]["authorArn"] == (
        f"arn:aws:sts::123456789012:assumed-role/r-{name}/session"
    )


def test_a_token_asks_once(client: "CodeCommitClient", name: str, propose: Any) -> None:
    token = uuid4().hex
    first = propose(clientRequestToken=token)
    assert propose(clientRequestToken=token) == first
    assert client.list_pull_requests(repositoryName=name)["pullRequestIds"] == [first]


def test_a_token_answers_what_it_made_even_when_that_is_closed(
    client: "CodeCommitClient", propose: Any
) -> None:
    token = uuid4().hex
    first = propose(clientRequestToken=token)
    client.update_pull_request_status(pullRequestId=first, pullRequestStatus="CLOSED")
    assert propose(clientRequestToken=token) == first


@pytest.mark.parametrize("changed", [{"title": "other"}, {"description": "other"}])
def test_a_token_is_not_for_another_request(propose: Any, changed: dict[str, str]) -> None:
    token = uuid4().hex
    propose(clientRequestToken=token)
    with pytest.raises(ClientError) as raised:
        propose(clientRequestToken=token, **changed)
    assert code(raised) == "IdempotencyParameterMismatchException"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"title": ""}, "TitleRequiredException"),
        ({"title": "t" * 151}, "InvalidTitleException"),
        ({"description": "d" * 10241}, "InvalidDescriptionException"),
        ({"clientRequestToken": ""}, "InvalidClientRequestTokenException"),
        ({"targets": []}, "TargetsRequiredException"),
    ],
)
def test_what_is_asked_is_checked(propose: Any, changed: dict[str, Any], error: str) -> None:
    with pytest.raises(ClientError) as raised:
        propose(**changed)
    assert code(raised) == error


def test_the_longest_texts_are_taken(client: "CodeCommitClient", propose: Any) -> None:
    id_ = propose(title="t" * 150, description="d" * 10240)
    assert len(client.get_pull_request(pullRequestId=id_)["pullRequest"]["title"]) == 150


@pytest.mark.parametrize(
    ("source", "destination", "error"),
    [
        ("missing", "main", "ReferenceDoesNotExistException"),
        ("feature", "missing", "ReferenceDoesNotExistException"),
        ("", "main", "ReferenceNameRequiredException"),
        ("a b", "main", "InvalidReferenceNameException"),
        ("0" * 40, "main", "InvalidReferenceNameException"),
        ("refs/tags/v1", "main", "ReferenceTypeNotSupportedException"),
        ("v1", "main", "ReferenceTypeNotSupportedException"),
        ("main", "main", "SourceAndDestinationAreSameException"),
        ("main", "refs/heads/main", "SourceAndDestinationAreSameException"),
    ],
)
def test_both_branches_must_be_there_and_differ(
    git: GitRepository,
    name: str,
    base: str,
    propose: Any,
    source: str,
    destination: str,
    error: str,
) -> None:
    git.open().references.create("refs/tags/v1", base)
    with pytest.raises(ClientError) as raised:
        propose(targets=[target(name, source, destinationReference=destination)])
    assert code(raised) == error


def test_a_pull_request_has_one_target_in_a_repository_that_is_there(
    name: str, propose: Any
) -> None:
    for targets, error in [
        ([target(name), target("other")], "MultipleRepositoriesInPullRequestException"),
        ([target(name), target(name)], "InvalidTargetsException"),
        ([target("missing")], "RepositoryDoesNotExistException"),
        ([target("a.git")], "InvalidRepositoryNameException"),
    ]:
        with pytest.raises(ClientError) as raised:
            propose(targets=targets)
        assert code(raised) == error


def test_there_is_a_limit_of_open_pull_requests(
    client: "CodeCommitClient", propose: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(creating, "OPEN_PULL_REQUESTS", 1)
    first = propose()
    with pytest.raises(ClientError) as raised:
        propose()
    assert code(raised) == "MaximumOpenPullRequestsExceededException"
    client.update_pull_request_status(pullRequestId=first, pullRequestStatus="CLOSED")
    assert propose() != first


def test_branches_without_a_common_commit_have_no_merge_base(
    client: "CodeCommitClient", git: GitRepository, name: str, propose: Any
) -> None:
    git.commit({"x": "y"}, branch="orphan")
    id_ = propose(targets=[target(name, "orphan")])
    found = client.get_pull_request(pullRequestId=id_)["pullRequest"]
    assert "mergeBase" not in found["pullRequestTargets"][0]


def test_an_answer_is_lost_though_the_pull_request_is_made(
    client: "CodeCommitClient", name: str, propose: Any, interruptions: Interruptions
) -> None:
    token = uuid4().hex
    interruptions.before_next("CreatePullRequest", faults.after(faults.answer("502 Bad Gateway")))
    with pytest.raises(ClientError, match="502"):
        propose(clientRequestToken=token)
    (made,) = client.list_pull_requests(repositoryName=name)["pullRequestIds"]
    assert propose(clientRequestToken=token) == made
