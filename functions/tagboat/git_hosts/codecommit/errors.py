"""What CodeCommit's errors mean.

Their codes: "AWS CodeCommit API Reference", for each operation and in "Common Errors".
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.core import errors
from tagboat.core.errors import TagboatError, TargetError

# At times a throttled request is answered by a 400 whose code is the status itself.
_THROTTLED = {"ThrottlingException", "Throttling", "TooManyRequestsException", "400"}
# No change means that somebody has written the very same in the meantime.
_HEAD_MOVED = {
    "ConcurrentReferenceUpdateException",
    "NoChangeException",
    "ParentCommitIdOutdatedException",
}
_BRANCH_MISSING = {"BranchDoesNotExistException", "CommitDoesNotExistException"}
# What a pull request's branch, or the commit on it, may say for having moved.
_PROPOSAL_MOVED = _BRANCH_MISSING | {
    "BranchNameExistsException",
    "CommitIdDoesNotExistException",
    "ParentCommitDoesNotExistException",
    "ReferenceDoesNotExistException",
    "TipOfSourceReferenceIsDifferentException",
}
_COMMIT_GONE = {"CommitDoesNotExistException", "CommitIdDoesNotExistException"}
_WRITES = {"CreateBranch", "CreateCommit", "DeleteBranch", "MergeBranchesByThreeWay"}
_CREDENTIALS = {"ExpiredTokenException", "InvalidSignatureException", "UnrecognizedClientException"}


@contextmanager
def translated(repository: str, branch: str, at: str | None = None) -> Iterator[None]:
    """Raise what botocore raises as errors of Tagboat's own.

    Args:
        repository: Which one is asked.
        branch: Which branch it is about.
        at: The id of the commit that is asked for, if it is not the branch's head.
    """
    try:
        yield
    except ClientError as error:
        raise _translate(error, repository, branch, at) from error
    except BotoCoreError as error:
        raise errors.HostUnavailable(f"CodeCommit did not answer: {error}") from error


@contextmanager
def translated_proposal(repository: str, branch: str) -> Iterator[None]:
    """Raise what botocore raises of pull requests as errors of Tagboat's own.

    Args:
        repository: Which one is asked.
        branch: The branch that the pull request comes from.
    """
    with translated(repository, branch):
        try:
            yield
        except ClientError as error:
            own = _of_proposal(error, branch)
            if own is None:
                raise
            raise own from error


def unusable(error: ClientError, path: str, branch: str) -> TargetError:
    """The error that an error of GetFile is, where it is about one file."""
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


def _of_proposal(error: ClientError, branch: str) -> TagboatError | None:
    """What an error means that is about a pull request; None if it is about anything."""
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code in _PROPOSAL_MOVED:
        return errors.HeadMoved(f"{branch} moved while its files were edited: {said}")
    if code == "PullRequestAlreadyClosedException":
        return errors.RetryableError(
            f"The pull request of {branch} ended while it was changed: {said}"
        )
    if code == "MaximumOpenPullRequestsExceededException":
        return errors.HostError(
            f"CodeCommit takes no more open pull requests: {said}. Merge or close some of them."
        )
    if code == "AccessDeniedException" and _is_denied(error) and error.operation_name in _WRITES:
        return errors.BranchProtected(
            f"A policy denies writing to {branch}: {said}. Exempt Tagboat's role from it, or let"
            " the rule's pull requests come from another branch."
        )
    return None


def _is_denied(error: ClientError) -> bool:
    """Whether a policy says no, rather than none saying yes.

    IAM has one code for both; "Troubleshoot access denied error messages" has the wording.
    """
    return "explicit deny" in error.response["Error"]["Message"]


def _translate(error: ClientError, repository: str, branch: str, at: str | None) -> TagboatError:
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in _THROTTLED:
        return errors.Throttled(f"CodeCommit asks for a pause: {said}")
    if status >= 500 or code.startswith("Encryption"):
        return errors.HostUnavailable(f"CodeCommit failed: {code}: {said}")
    if code in _HEAD_MOVED:
        return errors.HeadMoved(f"{branch} moved while its files were edited: {said}")
    if at and code in _COMMIT_GONE:
        return errors.HeadMoved(f"{repository} no longer has the commit {at}")
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
        if error.operation_name == "CreateCommit" and _is_denied(error):
            return errors.BranchProtected(
                f"A policy denies commits to {branch}: {said}. Let the rules say 'deliver:"
                " pull_request', exempt Tagboat's role from the policy, or name another branch."
            )
        return errors.PermissionMissing(f"Tagboat's role may not do this: {said}")
    return errors.CommitRefused(f"CodeCommit refuses: {code}: {said}")
