"""Tests may make CodeCommit fail or move, but not answer what AWS could not."""

from typing import TYPE_CHECKING, NoReturn

import pytest
from botocore.exceptions import ClientError

from sandbox import faults
from sandbox.aws.codecommit import codecommit_error
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def fail(code: str) -> NoReturn:
    raise codecommit_error(code, "Rate exceeded")


@pytest.mark.parametrize("code", ["ThrottlingException", "400", "EncryptionKeyDisabledException"])
def test_an_operation_is_made_to_fail_once(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    interruptions: Interruptions,
    code: str,
) -> None:
    git.commit({"tag": "one"})
    interruptions.before_next("GetFile", lambda: fail(code))

    with pytest.raises(ClientError, match="Rate exceeded") as raised:
        client.get_file(repositoryName=name, filePath="tag")
    assert raised.value.response["Error"]["Code"] == code
    assert client.get_file(repositoryName=name, filePath="tag")["fileContent"] == b"one"


def test_a_push_is_put_between_a_read_and_a_commit(
    client: "CodeCommitClient", name: str, git: GitRepository, interruptions: Interruptions
) -> None:
    git.commit({"tag": "one"})
    read = client.get_file(repositoryName=name, filePath="tag")
    interruptions.before_next("CreateCommit", lambda: git.commit({"other": "by hand"}))

    with pytest.raises(client.exceptions.ParentCommitIdOutdatedException):
        client.create_commit(
            repositoryName=name,
            branchName="main",
            parentCommitId=read["commitId"],
            putFiles=[{"filePath": "tag", "fileContent": b"two"}],
        )


def test_an_answer_is_lost_though_the_commit_is_made(
    client: "CodeCommitClient", name: str, git: GitRepository, interruptions: Interruptions
) -> None:
    head = git.commit({"tag": "one"})
    interruptions.before_next("CreateCommit", faults.after(faults.answer("502 Bad Gateway")))

    def commit(parent: str) -> None:
        client.create_commit(
            repositoryName=name,
            branchName="main",
            parentCommitId=parent,
            putFiles=[{"filePath": "tag", "fileContent": b"two"}],
        )

    with pytest.raises(ClientError, match="502"):
        commit(head)
    assert git.read("tag", "main") == b"two"
    with pytest.raises(client.exceptions.ParentCommitIdOutdatedException):
        commit(head)


def test_interruptions_are_forgotten(
    client: "CodeCommitClient", name: str, interruptions: Interruptions
) -> None:
    interruptions.before_next("GetRepository", lambda: fail("400"))
    interruptions.clear()
    assert client.get_repository(repositoryName=name)["repositoryMetadata"]


def test_an_error_that_aws_never_answers_is_a_bug_of_the_sandbox(
    client: "CodeCommitClient", name: str, interruptions: Interruptions
) -> None:
    interruptions.before_next("GetFile", lambda: fail("BranchDoesNotExistException"))

    with pytest.raises(ClientError, match="A bug of the sandbox: GetFile of CodeCommit") as raised:
        client.get_file(repositoryName=name, filePath="tag")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
