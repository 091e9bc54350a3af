"""Files and folders at a commit, and commits of files."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import TargetError
from tagboat.core.file_search import Listing
from tagboat.core.snapshot import File
from tagboat.git_hosts.codecommit.errors import unusable
from tagboat.git_hosts.codecommit.parallel import each
from tagboat.git_hosts.codecommit.repository import Repository

if TYPE_CHECKING:
    from mypy_boto3_codecommit.type_defs import DeleteFileEntryTypeDef, GetFileOutputTypeDef


class _Deleted(TypedDict, total=False):
    deleteFiles: list["DeleteFileEntryTypeDef"]


def get_files(
    repository: Repository, paths: Sequence[str], branch: str, at: str
) -> dict[str, File | TargetError]:
    """Some files at a commit."""
    found = each(lambda path: get_file(repository, path, branch, at)[1], paths)
    return dict(zip(paths, found, strict=True))


def get_file(
    repository: Repository, path: str, branch: str, at: str
) -> tuple[str | None, File | TargetError]:
    """One file, and the id of the commit that it was read at; None if it is not there."""
    client = repository.client
    try:
        answer = client.get_file(repositoryName=repository.name, commitSpecifier=at, filePath=path)
    except (
        client.exceptions.FileDoesNotExistException,
        client.exceptions.FileTooLargeException,
        client.exceptions.InvalidPathException,
    ) as error:
        return None, unusable(error, path, branch)
    return answer["commitId"], file_of(answer, path)


def get_folder(repository: Repository, path: str, at: str) -> Listing:
    """What is in a folder at a commit."""
    client = repository.client
    try:
        answer = client.get_folder(
            repositoryName=repository.name, commitSpecifier=at, folderPath=path
        )
    except (
        client.exceptions.FolderDoesNotExistException,
        client.exceptions.InvalidPathException,  # CodeCommit can have no such folder.
    ):
        return Listing()
    return Listing(
        files=[file["relativePath"] for file in answer.get("files", ())],
        folders=[folder["relativePath"] for folder in answer.get("subFolders", ())],
    )


def create_commit(
    repository: Repository,
    branch: str,
    parent: str,
    files: Mapping[str, File],
    message: CommitMessage,
    author: Author,
    *,
    deleted: Sequence[str] = (),
) -> str:
    """Commit on the head of a branch, and only there; the id of the commit."""
    # An empty list is one of too few, to CodeCommit.
    also: _Deleted = {"deleteFiles": [{"filePath": path} for path in deleted]} if deleted else {}
    answer = repository.client.create_commit(
        repositoryName=repository.name,
        branchName=branch,
        parentCommitId=parent,
        authorName=author.name,
        email=author.email,
        commitMessage=message.text,
        putFiles=[
            {
                "filePath": path,
                "fileMode": "EXECUTABLE" if file.executable else "NORMAL",
                "fileContent": file.content,
            }
            for path, file in files.items()
        ],
        **also,
    )
    return answer["commitId"]


def file_of(answer: "GetFileOutputTypeDef", path: str) -> File | TargetError:
    """The file that GetFile answers, or why there is none to use."""
    if answer["fileMode"] == "SYMLINK":
        return errors.NotAFile(f"{path} is a symbolic link. Name the file that it leads to.")
    return File(answer["fileContent"], executable=answer["fileMode"] == "EXECUTABLE")
