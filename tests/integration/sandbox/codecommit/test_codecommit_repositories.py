"""Repositories: made, described, listed and deleted, on disk too."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest
from botocore.exceptions import ClientError

from sandbox.aws import codecommit
from sandbox.aws.server import AwsServer
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def test_a_created_repository_is_an_empty_bare_repository_on_disk(
    client: "CodeCommitClient", name: str, git: GitRepository, tmp_path: Path
) -> None:
    assert git.path == tmp_path / "git" / f"{name}.git"
    assert git.branches() == []
    assert git.fsck() == ""


def test_a_repository_is_described_as_aws_does(client: "CodeCommitClient", name: str) -> None:
    described = client.get_repository(repositoryName=name)["repositoryMetadata"]

    assert described["repositoryName"] == name
    assert described["Arn"] == f"arn:aws:codecommit:us-east-1:123456789012:{name}"
    assert described["cloneUrlHttp"].endswith(f"/v1/repos/{name}")
    assert described["creationDate"].tzinfo is not None
    assert "defaultBranch" not in described


@pytest.mark.parametrize("branch", ["main", "trunk"])
def test_the_first_branch_is_the_default_branch(
    client: "CodeCommitClient", name: str, git: GitRepository, branch: str
) -> None:
    git.commit({"tag": "one"}, branch=branch)

    described = client.get_repository(repositoryName=name)["repositoryMetadata"]
    assert described["defaultBranch"] == branch
    assert client.get_file(repositoryName=name, filePath="tag")["fileContent"] == b"one"


def test_repositories_are_listed_by_name(client: "CodeCommitClient", name: str) -> None:
    other = f"infra-{uuid4().hex}"
    made = client.create_repository(repositoryName=other)["repositoryMetadata"]

    for order, names in (("ascending", sorted([name, other])), ("descending", None)):
        listed = client.list_repositories(order=order)["repositories"]  # type: ignore[arg-type] # a literal
        mine = [
            each["repositoryName"] for each in listed if each["repositoryName"] in (name, other)
        ]
        assert mine == (names or sorted([name, other], reverse=True))
    assert {"repositoryName": other, "repositoryId": made["repositoryId"]} in listed


def test_a_deleted_repository_is_gone_from_disk(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    assert client.delete_repository(repositoryName=name)["repositoryId"]

    assert not git.path.exists()
    assert "repositoryId" not in client.delete_repository(repositoryName=name)
    with pytest.raises(client.exceptions.RepositoryDoesNotExistException):
        client.get_repository(repositoryName=name)
    with pytest.raises(KeyError):
        codecommit.repository(name)


def test_a_name_is_taken_once(client: "CodeCommitClient", name: str) -> None:
    with pytest.raises(client.exceptions.RepositoryNameExistsException):
        client.create_repository(repositoryName=name)


@pytest.mark.parametrize("bad", ["a b", "a/b", "repo.git", "ü", "x" * 101])
def test_a_name_that_codecommit_does_not_allow_is_refused(
    client: "CodeCommitClient", bad: str
) -> None:
    with pytest.raises(client.exceptions.InvalidRepositoryNameException):
        client.create_repository(repositoryName=bad)


def test_a_description_is_changed(client: "CodeCommitClient", name: str) -> None:
    before = client.get_repository(repositoryName=name)["repositoryMetadata"]
    client.update_repository_description(repositoryName=name, repositoryDescription="New")

    after = client.get_repository(repositoryName=name)["repositoryMetadata"]
    assert after["repositoryDescription"] == "New"
    assert after["lastModifiedDate"] >= before["lastModifiedDate"]
    assert after["creationDate"] == before["creationDate"]


def test_a_long_description_is_refused(client: "CodeCommitClient", name: str) -> None:
    with pytest.raises(client.exceptions.InvalidRepositoryDescriptionException):
        client.create_repository(repositoryName="x", repositoryDescription="x" * 1001)
    with pytest.raises(client.exceptions.InvalidRepositoryDescriptionException):
        client.update_repository_description(repositoryName=name, repositoryDescription="x" * 1001)


def test_regions_have_their_own_repositories(
    client: "CodeCommitClient", aws: AwsServer, name: str, git: GitRepository
) -> None:
    elsewhere = boto3.client(
        "codecommit",
        endpoint_url=aws.url,
        region_name="eu-west-1",
        aws_access_key_id="anyone",
        aws_secret_access_key="anything",
    )
    elsewhere.create_repository(repositoryName=name)

    assert codecommit.repository(name, region="eu-west-1").path != git.path
    assert codecommit.repository(name).path == git.path


def test_a_server_that_starts_later_shows_the_same_repositories(
    client: "CodeCommitClient", name: str, git: GitRepository, tmp_path: Path
) -> None:
    codecommit.install(tmp_path / "other", Interruptions())
    made = f"infra-{uuid4().hex}"
    client.create_repository(repositoryName=made)

    assert codecommit.repository(name).path == git.path
    assert codecommit.repository(made).path == tmp_path / "other" / f"{made}.git"


def test_a_folder_that_moto_forgot_is_not_taken_for_a_new_repository(
    client: "CodeCommitClient", tmp_path: Path
) -> None:
    made = f"infra-{uuid4().hex}"
    left = GitRepository.create(tmp_path / "git" / f"{made}.git")
    left.commit({"tag": "one"})

    client.create_repository(repositoryName=made)

    assert codecommit.repository(made).branches() == []
    assert left.read("tag", "main") == b"one"


@pytest.mark.parametrize(
    ("operation", "parameters", "named"),
    [
        ("get_repository_triggers", {"repositoryName": "x"}, "GetRepositoryTriggers"),
        ("create_repository", {"repositoryName": "x", "tags": {"a": "b"}}, "tags"),
        ("list_repositories", {"sortBy": "lastModifiedDate"}, "sorted by anything but"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(
    client: "CodeCommitClient", operation: str, parameters: dict[str, Any], named: str
) -> None:
    with pytest.raises(ClientError, match=named) as refused:
        getattr(client, operation)(**parameters)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
