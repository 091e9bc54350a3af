"""DeleteBranch: any branch but the default one, and no error for one that is not there."""

from typing import TYPE_CHECKING

import pytest

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def test_a_branch_is_deleted_and_its_tip_told(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    tip = git.commit({"f": "x"})
    assert git.move_branch("tagboat/web", tip, None)
    answer = client.delete_branch(repositoryName=name, branchName="tagboat/web")
    assert answer["deletedBranch"] == {"branchName": "tagboat/web", "commitId": tip}
    assert git.branches() == ["main"]
    assert git.move_branch("tagboat", tip, None)


def test_a_packed_branch_is_deleted(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    tip = git.commit({"f": "x"})
    (git.path / "packed-refs").write_text(f"{tip} refs/heads/packed\n")
    answer = client.delete_branch(repositoryName=name, branchName="packed")
    assert answer["deletedBranch"]["commitId"] == tip
    assert git.head("packed") is None


def test_the_default_branch_is_not_deleted(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    tip = git.commit({"f": "x"})
    with pytest.raises(client.exceptions.DefaultBranchCannotBeDeletedException):
        client.delete_branch(repositoryName=name, branchName="main")
    assert git.head("main") == tip


def test_a_branch_that_is_not_there_is_no_error_and_has_no_tip(
    client: "CodeCommitClient", name: str
) -> None:
    answer = client.delete_branch(repositoryName=name, branchName="missing")
    assert "deletedBranch" not in answer


def test_the_names_are_checked(client: "CodeCommitClient", name: str) -> None:
    with pytest.raises(client.exceptions.InvalidBranchNameException):
        client.delete_branch(repositoryName=name, branchName="a b")
    with pytest.raises(client.exceptions.RepositoryDoesNotExistException):
        client.delete_branch(repositoryName="missing", branchName="main")
