"""AWS CodeCommit: `GetFile` and `CreateCommit`, in three hops however large the repository is.

Names and limits: "AWS CodeCommit API Reference", "Quotas in AWS CodeCommit".
"""

from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import TagboatError, TargetError
from tagboat.core.snapshot import File, Snapshot

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient
    from mypy_boto3_codecommit.type_defs import GetFileOutputTypeDef

PARALLEL_READS = 10
"""Files read at once; botocore keeps as many connections open."""


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
        with _translated(self._repository, branch):
            while at is None and waiting:
                path = waiting.pop(0)
                # A tag or the start of a commit's id may have the name of the branch.
                at, files[path] = self._get_file(path, branch, f"refs/heads/{branch}")
            if at is not None and waiting:
                files |= self._get_files(waiting, branch, at)
        return Snapshot(branch=branch, head=at or "", files=files)

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        """Create a commit whose parent is the head that was read."""
        with _translated(self._repository, snapshot.branch):
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

    def _get_files(self, paths: list[str], branch: str, at: str) -> dict[str, File | TargetError]:
        """Some at once, and the next ones only if all of them are answered.

        A pool of all would begin others while the first failure is on its way here, and waiting
        for their timeouts as well is longer than the function may run.
        """
        files: dict[str, File | TargetError] = {}
        with ThreadPoolExecutor(min(PARALLEL_READS, len(paths))) as pool:
            for some in batched(paths, PARALLEL_READS, strict=False):
                found = pool.map(lambda path: self._get_file(path, branch, at)[1], some)
                files |= zip(some, found, strict=True)
        return files

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
            return None, _unusable(error, path, branch)
        return answer["commitId"], _file(answer, path)


def _file(answer: "GetFileOutputTypeDef", path: str) -> File | TargetError:
    if answer["fileMode"] == "SYMLINK":
        return errors.NotAFile(f"{path} is a symbolic link. Name the file that it leads to.")
    return File(answer["fileContent"], executable=answer["fileMode"] == "EXECUTABLE")


def _unusable(error: ClientError, path: str, branch: str) -> TargetError:
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code == "InvalidPathException":
        return errors.UnsafePath(
            f"CodeCommit does not take the path {path}: {said}. Mend the rule."
        )
    if code == "FileTooLargeException":
        return errors.FileTooLarge(
            f"{path} on {branch} is larger than CodeCommit hands out (6 MB). Keep the tag in a"
            " smaller file."
        )
    return errors.FileMissing(f"{path} is not on {branch}. Commit it, or mend the rule's file.")


@contextmanager
def _translated(repository: str, branch: str) -> Iterator[None]:
    """Raise what botocore raises as errors of Tagboat's own."""
    try:
        yield
    except ClientError as error:
        raise _translate(error, repository, branch) from error
    except BotoCoreError as error:
        raise errors.HostUnavailable(f"CodeCommit did not answer: {error}") from error


# At times a throttled request is answered by a 400 whose code is the status itself.
_THROTTLED = {"ThrottlingException", "Throttling", "TooManyRequestsException", "400"}
# No change means that somebody has written the very same in the meantime.
_HEAD_MOVED = {
    "ConcurrentReferenceUpdateException",
    "NoChangeException",
    "ParentCommitIdOutdatedException",
}
_BRANCH_MISSING = {"BranchDoesNotExistException", "CommitDoesNotExistException"}
_CREDENTIALS = {"ExpiredTokenException", "InvalidSignatureException", "UnrecognizedClientException"}


def _translate(error: ClientError, repository: str, branch: str) -> TagboatError:
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in _THROTTLED:
        return errors.Throttled(f"CodeCommit asks for a pause: {said}")
    if status >= 500 or code.startswith("Encryption"):
        return errors.HostUnavailable(f"CodeCommit failed: {code}: {said}")
    if code in _HEAD_MOVED:
        return errors.HeadMoved(f"{branch} moved while its files were edited: {said}")
    if code in _BRANCH_MISSING:
        return errors.BranchMissing(
            f"{repository} has no branch {branch}. Create it, or mend the parameter Branch."
        )
    if code == "RepositoryDoesNotExistException":
        return errors.RepositoryMissing(
            f"CodeCommit has no repository {repository} in this account and region. Create it, or"
            " mend the parameter InfraRepository."
        )
    return _refused(error, code, said, branch)


def _refused(error: ClientError, code: str, said: str, branch: str) -> TagboatError:
    if code in _CREDENTIALS:
        return errors.CredentialsRefused(f"CodeCommit refuses the role's credentials: {said}")
    if code == "AccessDeniedException":
        # IAM has one code for both; "Troubleshoot access denied error messages" has the wording.
        if error.operation_name == "CreateCommit" and "explicit deny" in said:
            return errors.BranchProtected(
                f"A policy denies commits to {branch}: {said}. Exempt Tagboat's role from it, or"
                " name another branch."
            )
        return errors.PermissionMissing(f"Tagboat's role may not do this: {said}")
    return errors.CommitRefused(f"CodeCommit refuses: {code}: {said}")
