"""CreateCommit and PutFile."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.file_entries import FileEntries, check_size, file_entries, file_mode
from sandbox.aws.codecommit.parents import outdated, parent_commit
from sandbox.aws.codecommit.paths import written_path
from sandbox.aws.codecommit.signatures import commit_signature
from sandbox.aws.codecommit.tree_changes import TreeChanges, tree_changes
from sandbox.aws.errors import NotSupported
from sandbox.git_repository import GitRepository, Signature

MESSAGE_SIZE = 256 * 1024
"""Bytes of a commit message."""
DEFAULT_MESSAGE = "Commit made by the CodeCommit API"
"""AWS has a default, too, and does not document it."""


def create_commit(call: Call) -> dict[str, Any]:
    """Commit files on the head of a branch, which the request must name as the parent."""
    git = call.repository.git
    if call.parameters.get("keepEmptyFolders"):
        raise NotSupported("codecommit CreateCommit with keepEmptyFolders")
    author = commit_signature(call, name_parameter="authorName")
    entries = file_entries(call.parameters)
    commit, changes = _commit(call, git, entries, author, unchanged="NoChangeException")
    return {
        "commitId": str(commit.id),
        "treeId": str(commit.tree_id),
        "filesAdded": changes.added,
        "filesUpdated": changes.updated,
        "filesDeleted": changes.deleted,
    }


def put_file(call: Call) -> dict[str, Any]:
    """Commit one file on the head of a branch."""
    git = call.repository.git
    path, content = (
        written_path(call.parameters.get("filePath")),
        call.parameters.get("fileContent"),
    )
    if not content:
        raise codecommit_error("FileContentRequiredException", "The file is empty")
    entries = FileEntries(put={path: (check_size(path, content), file_mode(call.parameters))})
    author = commit_signature(call, name_parameter="name")
    commit, changes = _commit(call, git, entries, author, unchanged="SameFileContentException")
    return {
        "commitId": str(commit.id),
        "blobId": (changes.added + changes.updated)[0]["blobId"],
        "treeId": str(commit.tree_id),
    }


def _commit(
    call: Call, git: GitRepository, entries: FileEntries, author: Signature, *, unchanged: str
) -> tuple[pygit2.Commit, TreeChanges]:
    branch, message = call.branch_name, commit_message(call)
    repository = git.open()
    parent = parent_commit(call, repository)
    changes = tree_changes(parent.tree if parent else None, entries)
    if not changes.put and not changes.delete:
        raise codecommit_error(unchanged, "The commit would change nothing")
    base = str(parent.id) if parent else None
    new = git.write_commit(
        base,
        put=changes.put,
        delete=changes.delete,
        message=message,
        author=author,
        committer=author,
    )
    if not git.move_branch(branch, new, base):
        raise (
            outdated(base)
            if base
            else codecommit_error(
                "ParentCommitIdRequiredException", "The repository is not empty any more"
            )
        )
    return repository[new].peel(pygit2.Commit), changes


def commit_message(call: Call) -> str:
    """The message of a commit that the API makes.

    Raises:
        AwsError: CommitMessageLengthExceededException.
    """
    message = call.parameters.get("commitMessage") or DEFAULT_MESSAGE
    if len(message.encode()) > MESSAGE_SIZE:
        raise codecommit_error("CommitMessageLengthExceededException", "The message is too long")
    return str(message)
