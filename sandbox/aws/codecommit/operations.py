"""Which operations there are, and which of their parameters."""

from sandbox.aws.codecommit.branches import (
    create_branch,
    delete_branch,
    get_branch,
    list_branches,
)
from sandbox.aws.codecommit.committing import create_commit, put_file
from sandbox.aws.codecommit.differences import get_differences
from sandbox.aws.codecommit.folders import get_folder
from sandbox.aws.codecommit.operation import Operation
from sandbox.aws.codecommit.pull_requests import operations as pull_requests
from sandbox.aws.codecommit.pull_requests.following import followed
from sandbox.aws.codecommit.reading import get_blob, get_commit, get_file
from sandbox.aws.codecommit.repositories import (
    create_repository,
    delete_repository,
    get_repository,
    list_repositories,
    update_repository_description,
)

OPERATIONS = {
    "CreateBranch": Operation(create_branch, "repositoryName branchName commitId"),
    "CreateCommit": Operation(
        followed(create_commit),
        "repositoryName branchName parentCommitId authorName email commitMessage keepEmptyFolders"
        " putFiles deleteFiles setFileModes",
    ),
    "CreateRepository": Operation(create_repository, "repositoryName repositoryDescription"),
    "DeleteBranch": Operation(followed(delete_branch), "repositoryName branchName"),
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
        followed(put_file),
        "repositoryName branchName fileContent filePath fileMode parentCommitId commitMessage name"
        " email",
    ),
    "UpdateRepositoryDescription": Operation(
        update_repository_description, "repositoryName repositoryDescription"
    ),
    **pull_requests.OPERATIONS,
}
