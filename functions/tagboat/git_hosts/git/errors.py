"""What the answers of git servers mean, and the statuses that they give to a push.

"Git: gitprotocol-http", "gitprotocol-pack: Report Status". The texts of a status are the server's
own; those of git itself and of GitLab, Gitea, Bitbucket and GitHub are told apart.
"""

import re
import time

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.pauses import seconds_to_wait
from tagboat.http_client import RawAnswer

_LONGEST_QUOTE = 300
_GONE = re.compile(r"not our ref|no such remote ref|unadvertised object", re.IGNORECASE)
_RACED = re.compile(
    r"failed to update ref|fetch first|non-fast-forward|stale info|cannot lock ref"
    r"|failed to (write|lock)|reference already exists|incorrect old value|is at .* expected",
    re.IGNORECASE,
)
_PROTECTED = re.compile(r"protected|not allowed to push|permission denied", re.IGNORECASE)


def of_answer(answer: RawAnswer, repository: str) -> TagboatError | None:
    """The error that an answer over HTTP is, or None."""
    if answer.status != 200:
        return _of_status(answer, repository)
    if not answer.headers.get("content-type", "").startswith("application/x-git-"):
        return errors.RepositoryMissing(
            f"{repository} does not answer as a git server does. Mend the parameter"
            " InfraRepository: it takes the address that 'git clone' takes."
        )
    if answer.data[4:8] == b"ERR ":
        return of_protocol(_quote(answer.data[8:]), repository)
    return None


def of_protocol(said: str, repository: str) -> TagboatError:
    """The error that a message of the protocol is, in place of what was asked for."""
    if _GONE.search(said):
        return errors.HeadMoved(f"{repository} no longer has what was read: {said}")
    return errors.HostUnavailable(f"The answer of {repository} is not whole: {said}")


def of_push(status: str, said: str, repository: str, branch: str) -> TagboatError:
    """The error that the status of a refused push is.

    Args:
        status: Why the branch was not moved.
        said: What the server and its hooks wrote beside it.
        repository: The repository's address.
        branch: The branch's name.
    """
    reason = f"{status}: {_quote(said.encode())}" if said.strip() else status
    if _RACED.search(status):
        return errors.HeadMoved(f"{branch} moved while its files were edited: {reason}")
    if _PROTECTED.search(reason):
        return errors.BranchProtected(
            f"The rules of {repository} do not allow commits to {branch}: {reason}. Let the token's"
            " owner push to it, or name another branch."
        )
    return errors.CommitRefused(f"{repository} refuses the commit: {reason}")


def _of_status(answer: RawAnswer, repository: str) -> TagboatError:
    if answer.status == 429 or _asks_for_pause(answer):
        return errors.Throttled(
            f"{repository} asks for a pause with the status {answer.status}.",
            retry_after=seconds_to_wait(answer.headers, time.time()),
        )
    if answer.status >= 500:
        return errors.HostUnavailable(f"{repository} failed with the status {answer.status}.")
    said = _said(answer)
    if answer.status == 401:
        return errors.CredentialsRefused(
            f"{repository} refuses the token{said}. Put a valid one, or user:token, into the"
            " secret; no new deployment is needed."
        )
    if answer.status == 403:
        return errors.PermissionMissing(
            f"{repository} does not allow this{said}. Let the token read and write the repository."
        )
    if 300 <= answer.status < 400:
        return errors.RepositoryMissing(
            f"{repository} redirects to another address. Mend the parameter InfraRepository."
        )
    if answer.status in (404, 410):
        return errors.RepositoryMissing(
            f"There is no repository {repository} that this token may see. Mend the parameter"
            " InfraRepository, or give the token access."
        )
    return errors.CommitRefused(f"{repository} refuses with the status {answer.status}{said}")


def _asks_for_pause(answer: RawAnswer) -> bool:
    return "retry-after" in answer.headers and (answer.status == 403 or answer.status >= 500)


def _said(answer: RawAnswer) -> str:
    plain = answer.headers.get("content-type", "").startswith("text/plain")
    return f": {_quote(answer.data)}" if plain and answer.data.strip() else ""


def _quote(data: bytes) -> str:
    """The beginning of what a server said, on one line."""
    return " ".join(data.decode(errors="replace").split())[:_LONGEST_QUOTE].removesuffix(".")
