"""What GitLab's answers mean: those of its REST API, and those of its Git with GitLab's advice.

"REST API: Status codes", "Rate limits", "REST API authentication". Texts are GitLab's own, quoted.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.pauses import asks_for_pause, seconds_to_wait
from tagboat.http_client import Answer

_LONGEST_QUOTE = 300
_NO_PROJECT = "404 Project Not Found"


def of_answer(answer: Answer, project: str) -> TagboatError | None:
    """The error that an answer of REST is, or None."""
    said = text_of(answer)
    if answer.status in (200, 201):
        return None
    if answer.status == 429 or (answer.status >= 500 and asks_for_pause(answer.headers)):
        pause = seconds_to_wait(answer.headers, time.time())
        return errors.Throttled("GitLab asks for a pause.", retry_after=pause)
    if answer.status >= 500:
        return errors.HostUnavailable(f"GitLab failed with the status {answer.status}.")
    if answer.status == 401:
        return errors.CredentialsRefused(
            f"GitLab refuses the token: {said}. Put a valid one into the secret; no new deployment"
            " is needed."
        )
    if answer.status == 403:
        return _permission_missing(answer, said, project)
    if answer.status == 409:
        return errors.HeadMoved(f"Somebody changed {project} at the same time: {said}")
    if answer.status == 404 or 300 <= answer.status < 400:
        return _missing(answer, said, project)
    return errors.HostError(f"GitLab refuses with the status {answer.status}: {said}")


def is_missing(answer: Answer) -> bool:
    """Whether the project is there, and what was asked for is not in it."""
    return answer.status == 404 and text_of(answer) != _NO_PROJECT


def text_of(answer: Answer) -> str:
    """What an answer says: a text, or texts by the names of parameters."""
    if not isinstance(answer.body, dict):
        return f"the status {answer.status}"
    said = answer.body.get("message") or answer.body.get("error_description")
    return str(said or answer.body.get("error") or f"the status {answer.status}")[:_LONGEST_QUOTE]


@contextmanager
def advised(project: str, branch: str, *, instead: str = "") -> Iterator[None]:
    """Give the errors of a git server the advice that helps on GitLab.

    Args:
        project: The project's path.
        branch: What is read or written.
        instead: What can be done where the branch may not be written.
    """
    try:
        yield
    except errors.BranchProtected as error:
        raise errors.BranchProtected(
            f"{error} On GitLab that is 'Allowed to push and merge' of the protected branch"
            f" {branch}, for the token's role. {instead}"
        ) from error
    except errors.PermissionMissing as error:
        raise errors.PermissionMissing(f"{error} {_needed(project)}") from error
    except errors.RepositoryMissing as error:
        raise errors.RepositoryMissing(
            f"GitLab has no project {project} that this token may see: {error} It takes the path"
            " of the project there, and the parameter GitLabUrl the address of GitLab."
        ) from error


def _permission_missing(answer: Answer, said: str, project: str) -> TagboatError:
    if isinstance(answer.body, dict) and answer.body.get("error") == "insufficient_scope":
        return errors.PermissionMissing(
            f"The token's scopes do not allow merge requests: {said} Give it the scope 'api'."
        )
    return errors.PermissionMissing(f"GitLab does not allow this: {said}. {_needed(project)}")


def _needed(project: str) -> str:
    return (
        f"{project} has to have merge requests and code turned on, and the token needs the role"
        " Developer there (Maintainer for protected branches) and the scope 'write_repository' for"
        " commits, or 'api' for merge requests."
    )


def _missing(answer: Answer, said: str, project: str) -> TagboatError:
    if answer.status == 404 and said != _NO_PROJECT:
        return errors.RepositoryMissing(f"GitLab does not find this in {project}: {said}.")
    what = "has moved" if answer.status != 404 else "is not there, or not for this token"
    return errors.RepositoryMissing(
        f"The project {project} {what}. Mend the parameter InfraRepository, or GitLabUrl, or give"
        " the token access."
    )
