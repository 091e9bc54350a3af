"""Which operations there are, and which of their parameters."""

from sandbox.aws.codecommit.branches import (
    create_branch,
    delete_branch,
    get_branch,
    list_branches,
)
from sandbox.aws.codecommit.committing import create_commit, put_file
from sandbox.aws.codecommit.differences import get_differences
from sandbox.aws.codecommit.file_versions import list_file_commit_history
from sandbox.aws.codecommit.folders import get_folder
from sandbox.aws.codecommit.merges.branches import merge_branches_by_three_way
from sandbox.aws.codecommit.merges.foretelling import get_merge_conflicts
from sandbox.aws.codecommit.merges.merging import MERGE_PARAMETERS
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
    "CreateBranch": Operation(followed(create_branch), "repositoryName branchName commitId"),
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
    "GetMergeConflicts": Operation(
        get_merge_conflicts,
        "repositoryName sourceCommitSpecifier destinationCommitSpecifier mergeOption"
        " conflictDetailLevel conflictResolutionStrategy maxConflictFiles nextToken",
    ),
    "GetRepository": Operation(get_repository, "repositoryName"),
    "ListBranches": Operation(list_branches, "repositoryName nextToken"),
    "ListFileCommitHistory": Operation(
        list_file_commit_history, "repositoryName commitSpecifier filePath maxResults nextToken"
    ),
    "ListRepositories": Operation(list_repositories, "nextToken sortBy order"),
    "MergeBranchesByThreeWay": Operation(
        followed(merge_branches_by_three_way),
        "repositoryName sourceCommitSpecifier destinationCommitSpecifier targetBranch"
        f" {MERGE_PARAMETERS}",
    ),
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
