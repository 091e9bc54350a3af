"""Which operations there are, and which of their parameters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.aws.codecommit.branches import create_branch, get_branch, list_branches
from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.committing import create_commit, put_file
from sandbox.aws.codecommit.differences import get_differences
from sandbox.aws.codecommit.folders import get_folder
from sandbox.aws.codecommit.reading import get_blob, get_commit, get_file
from sandbox.aws.codecommit.repositories import (
    create_repository,
    delete_repository,
    get_repository,
    list_repositories,
    update_repository_description,
)


@dataclass(frozen=True)
class Operation:
    """An operation of the API."""

    carry_out: Callable[[Call], dict[str, Any]]
    """Answers the operation's output, by the names of the API's model."""
    parameters: str
    """The names of the parameters that it understands; others are refused."""


OPERATIONS = {
    "CreateBranch": Operation(create_branch, "repositoryName branchName commitId"),
    "CreateCommit": Operation(
        create_commit,
        "repositoryName branchName parentCommitId authorName email commitMessage keepEmptyFolders"
        " putFiles deleteFiles setFileModes",
    ),
    "CreateRepository": Operation(create_repository, "repositoryName repositoryDescription"),
    "DeleteRepository": Operation(delete_repository, "repositoryName"),
    "GetBlob": Operation(get_blob, "repositoryName blobId"),
    "GetBranch": Operation(get_branch, "repositoryName branchName"),
    "GetCommit": Operation(get_commit, "repositoryName commitId"),
    "GetDifferences": Operation(
        get_differences,
        "repositoryName beforeCommitSpecifier afterCommitSpecifier beforePath afterPath"
        " MaxResults NextToken",
    ),
    "GetFile": Operation(get_file, "repositoryName commitSpecifier filePath"),
    "GetFolder": Operation(get_folder, "repositoryName commitSpecifier folderPath"),
    "GetRepository": Operation(get_repository, "repositoryName"),
    "ListBranches": Operation(list_branches, "repositoryName nextToken"),
    "ListRepositories": Operation(list_repositories, "nextToken sortBy order"),
    "PutFile": Operation(
        put_file,
        "repositoryName branchName fileContent filePath fileMode parentCommitId commitMessage name"
        " email",
    ),
    "UpdateRepositoryDescription": Operation(
        update_repository_description, "repositoryName repositoryDescription"
    ),
}
