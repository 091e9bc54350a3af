"""GetFile, GetBlob and GetCommit."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import COMMIT_ID, Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.file_modes import mode_name
from sandbox.aws.codecommit.paths import read_path
from sandbox.aws.codecommit.specifiers import specified_commit

FILE_SIZE = 6_291_456
"""The most bytes the API reads or writes of one file: the model's maximum of `fileContent`."""


def get_file(call: Call) -> dict[str, Any]:
    """A file's content and mode at one commit."""
    repository = call.repository.git.open()
    path = read_path(call.parameters.get("filePath"))
    commit = specified_commit(repository, call.parameters.get("commitSpecifier"))
    try:
        blob = commit.tree[path]
    except KeyError:
        blob = None
    if not isinstance(blob, pygit2.Blob):
        raise codecommit_error("FileDoesNotExistException", f"Could not find path {path}")
    return {
        "commitId": str(commit.id),
        "blobId": str(blob.id),
        "filePath": path,
        "fileMode": mode_name(int(blob.filemode)),
        "fileSize": blob.size,
        "fileContent": _content(blob),
    }


def get_blob(call: Call) -> dict[str, Any]:
    """A blob's content by its id."""
    repository = call.repository.git.open()
    blob_id = call.parameters.get("blobId")
    if not blob_id:
        raise codecommit_error("BlobIdRequiredException", "A blob id is required")
    if not COMMIT_ID.fullmatch(blob_id):
        raise codecommit_error("InvalidBlobIdException", f"{blob_id} is not a full blob id")
    blob = repository.get(blob_id)
    if not isinstance(blob, pygit2.Blob):
        raise codecommit_error("BlobIdDoesNotExistException", f"Blob {blob_id} does not exist")
    return {"content": _content(blob)}


def get_commit(call: Call) -> dict[str, Any]:
    """Who made a commit, when, why and on what."""
    repository = call.repository.git.open()
    commit_id = call.parameters.get("commitId")
    if not commit_id:
        raise codecommit_error("CommitIdRequiredException", "A commit id is required")
    if not COMMIT_ID.fullmatch(commit_id):
        raise codecommit_error("InvalidCommitIdException", f"{commit_id} is not a full commit id")
    commit = repository.get(commit_id)
    if not isinstance(commit, pygit2.Commit):
        raise codecommit_error("CommitIdDoesNotExistException", f"Could not find {commit_id}")
    return {"commit": described_commit(commit)}


def described_commit(commit: pygit2.Commit) -> dict[str, Any]:
    """A commit as the API's model has it."""
    return {
        "commitId": str(commit.id),
        "treeId": str(commit.tree_id),
        "parents": [str(parent) for parent in commit.parent_ids],
        "message": commit.message,
        "author": _person(commit.author),
        "committer": _person(commit.committer),
        "additionalData": "",
    }


def _content(blob: pygit2.Blob) -> bytes:
    if blob.size > FILE_SIZE:
        raise codecommit_error(
            "FileTooLargeException", f"{blob.size} bytes are more than the {FILE_SIZE} of the API"
        )
    return blob.data


def _person(signature: pygit2.Signature) -> dict[str, str]:
    """With the date as git keeps it: seconds since 1970 and the offset from GMT, as +hhmm."""
    hours, minutes = divmod(abs(signature.offset), 60)
    sign = "-" if signature.offset < 0 else "+"
    return {
        "name": signature.name,
        "email": signature.email,
        "date": f"{signature.time} {sign}{hours:02}{minutes:02}",
    }
