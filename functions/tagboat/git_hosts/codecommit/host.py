"""AWS CodeCommit: `GetFile` and `CreateCommit`, in three hops however large the repository is.

Globs need a hop more for each level of folders that has to be listed, with `GetFolder`.

Names and limits: "AWS CodeCommit API Reference", "Quotas in AWS CodeCommit".
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import TYPE_CHECKING

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import TargetError
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.codecommit.errors import translated, unusable

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient
    from mypy_boto3_codecommit.type_defs import GetFileOutputTypeDef

PARALLEL_READS = 10
"""Files read, or folders listed, at once; botocore keeps as many connections open."""


class CodeCommit:
    """One repository on CodeCommit, in the client's account and region."""

    def __init__(self, client: "CodeCommitClient", repository: str) -> None:
        """Keep the client and the repository's name."""
        self._client = client
        self._repository = repository

    def read(self, branch: str, paths: Collection[str], *, at: str | None = None) -> Snapshot:
        """Read the first file at the branch, which tells the head, and the others there at once."""
        files: dict[str, File | TargetError] = {}
        waiting = list(dict.fromkeys(paths))
        with translated(self._repository, branch, at):
            while at is None and waiting:
                path = waiting.pop(0)
                # A tag or the start of a commit's id may have the name of the branch.
                at, files[path] = self._get_file(path, branch, f"refs/heads/{branch}")
            if at is not None and waiting:
                files |= self._get_files(waiting, branch, at)
        return Snapshot(branch=branch, head=at or "", files=files)

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """List the folders of each level at once."""

        def list_folders(paths: Sequence[str]) -> list[Listing]:
            return _each(lambda path: self._get_folder(path, at), paths)

        with translated(self._repository, branch, at):
            return find_files(globs, list_folders)

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        """Create a commit whose parent is the head that was read."""
        with translated(self._repository, snapshot.branch):
            answer = self._client.create_commit(
                repositoryName=self._repository,
                branchName=snapshot.branch,
                parentCommitId=snapshot.head,
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
            )
        return answer["commitId"]

    def _get_files(
        self, paths: Sequence[str], branch: str, at: str
    ) -> dict[str, File | TargetError]:
        found = _each(lambda path: self._get_file(path, branch, at)[1], paths)
        return dict(zip(paths, found, strict=True))

    def _get_file(self, path: str, branch: str, at: str) -> tuple[str | None, File | TargetError]:
        """One file, and the id of the commit that it was read at; None if it is not there."""
        try:
            answer = self._client.get_file(
                repositoryName=self._repository, commitSpecifier=at, filePath=path
            )
        except (
            self._client.exceptions.FileDoesNotExistException,
            self._client.exceptions.FileTooLargeException,
            self._client.exceptions.InvalidPathException,
        ) as error:
            return None, unusable(error, path, branch)
        return answer["commitId"], _file(answer, path)

    def _get_folder(self, path: str, at: str) -> Listing:
        try:
            answer = self._client.get_folder(
                repositoryName=self._repository, commitSpecifier=at, folderPath=path
            )
        except (
            self._client.exceptions.FolderDoesNotExistException,
            self._client.exceptions.InvalidPathException,  # CodeCommit can have no such folder.
        ):
            return Listing()
        return Listing(
            files=[file["relativePath"] for file in answer.get("files", ())],
            folders=[folder["relativePath"] for folder in answer.get("subFolders", ())],
        )


def _each[Result](ask: Callable[[str], Result], paths: Sequence[str]) -> list[Result]:
    """Ask for some at once, and for the next ones only if all of them are answered.

    A pool of all would begin others while the first failure is on its way here, and waiting for
    their timeouts as well is longer than the function may run.
    """
    answers: list[Result] = []
    with ThreadPoolExecutor(min(PARALLEL_READS, len(paths))) as pool:
        for some in batched(paths, PARALLEL_READS, strict=False):
            answers += pool.map(ask, some)
    return answers


def _file(answer: "GetFileOutputTypeDef", path: str) -> File | TargetError:
    if answer["fileMode"] == "SYMLINK":
        return errors.NotAFile(f"{path} is a symbolic link. Name the file that it leads to.")
    return File(answer["fileContent"], executable=answer["fileMode"] == "EXECUTABLE")
