"""What GitHub's answers mean.

"GitHub GraphQL API: Rate limits and query limits"; the types of GraphQL errors are not documented
in one place, so an unknown one is taken as a refusal and quoted.
"""

import time
from typing import Any

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.github.refusals import Refusal
from tagboat.git_hosts.pauses import asks_for_pause, seconds_to_wait
from tagboat.http_client import Answer

_OF_CONTENTS = ("createCommitOnBranch", "createRef", "updateRefs")
_CONTENTS = "permission 'Contents: read and write'"
_PULL_REQUESTS = "permissions 'Contents: read and write' and 'Pull requests: read and write'"


def of_answer(answer: Answer, repository: str, branch: str) -> TagboatError | None:
    """The error that an answer of GraphQL is, or None."""
    if answer.status == 404:
        return errors.RepositoryMissing(
            f"There is no GraphQL of GitHub at this address: {text_of(answer)}. Mend the parameter"
            " GitHubUrl."
        )
    if answer.status != 200:
        return of_status(answer, repository)
    match answer.body:
        case {"errors": [{**error}, *_]}:
            return of_refusal(Refusal.of(error), answer, repository, branch)
        case {"data": {}, **more} if not more.get("errors"):
            return None
    return errors.HostUnavailable("GitHub answered with something else than GraphQL's JSON.")


def text_of(answer: Answer) -> str:
    """What the answer says, if it says something."""
    return str(answer.body.get("message", "")) if isinstance(answer.body, dict) else ""


def of_status(answer: Answer, repository: str) -> TagboatError:
    """The error that a status is, whatever was asked for."""
    said = text_of(answer)
    if answer.status >= 500 and "retry-after" in answer.headers:
        return _throttled(answer, f"status {answer.status}")
    if answer.status >= 500:
        return errors.HostUnavailable(f"GitHub failed with the status {answer.status}.")
    if answer.status == 401:
        return errors.CredentialsRefused(
            f"GitHub refuses the token: {said}. Put a valid one into the secret; no new deployment"
            " is needed."
        )
    if _is_limit(answer, said):
        return _throttled(answer, said)
    if answer.status == 403:
        return _permission_missing(said, repository)
    if 300 <= answer.status < 400:
        return errors.RepositoryMissing(
            f"GitHub redirects to another address. Mend the parameter GitHubUrl, or InfraRepository"
            f" if {repository} has another name now."
        )
    return errors.CommitRefused(f"GitHub refuses with the status {answer.status}: {said}")


def _is_limit(answer: Answer, said: str) -> bool:
    return answer.status == 429 or asks_for_pause(answer.headers) or "rate limit" in said.lower()


def _throttled(answer: Answer, said: str) -> errors.Throttled:
    return errors.Throttled(
        f"GitHub asks for a pause: {said}",
        retry_after=seconds_to_wait(answer.headers, time.time()),
    )


def _permission_missing(said: str, repository: str, needed: str = _CONTENTS) -> TagboatError:
    return errors.PermissionMissing(
        f"GitHub does not allow this: {said}. Give the token access to {repository} with the"
        f" {needed}."
    )


def of_refusal(refusal: Refusal, answer: Answer, repository: str, branch: str) -> TagboatError:
    """The error that a refusal is."""
    kind, said = refusal.kind, refusal.said
    if kind in ("RATE_LIMIT", "RATE_LIMITED") or refusal.says(
        "secondary rate limit", "submitted too quickly"
    ):
        return _throttled(answer, said)
    if _is_head_moved(kind, said):
        return head_moved(said, branch)
    if kind == "BRANCH_PROTECTION_RULE_VIOLATION" or "Repository rule violations" in said:
        return branch_protected(said, repository, branch)
    if kind == "NOT_FOUND" and said == "Branch not found":
        return branch_missing(repository, branch)
    if said.startswith("Resource not accessible") or kind == "FORBIDDEN":
        return _permission_missing(said, repository, _needed_for(refusal.path))
    if kind == "NOT_FOUND":
        return repository_missing(repository)
    if not kind and said.startswith("Something went wrong"):
        return errors.HostUnavailable(f"GitHub failed: {said}")
    return errors.CommitRefused(f"GitHub refuses: {kind}: {said}")


def _needed_for(path: tuple[Any, ...]) -> str:
    """What a field needs: the repository's contents, unless it is one of pull requests."""
    match path:
        case ("repository", str(field), *_):
            return _PULL_REQUESTS if field.startswith("pullRequests") else _CONTENTS
        case (str(field), *_) if field not in (*_OF_CONTENTS, "repository"):
            return _PULL_REQUESTS
    return _CONTENTS


def _is_head_moved(kind: str, said: str) -> bool:
    """The head is another one: known before, found in a race (as FORBIDDEN), or not yet seen."""
    raced = "is at " in said and " but expected " in said
    return kind == "STALE_DATA" or raced or said.startswith("No commit exists with specified")


def head_moved(said: str, branch: str) -> errors.HeadMoved:
    """The branch is not where it was read."""
    return errors.HeadMoved(f"{branch} moved while its files were edited: {said}")


def branch_protected(said: str, repository: str, branch: str) -> errors.BranchProtected:
    """The branch's protection, or a ruleset, forbids it."""
    return errors.BranchProtected(
        f"The rules of {repository} do not allow commits to {branch}: {said}. Set `deliver:"
        " pull_request` in the rules, let the token's owner bypass the branch's, or name another"
        " branch."
    )


def branch_missing(repository: str, branch: str) -> errors.BranchMissing:
    """The branch was there when it was read."""
    return errors.BranchMissing(f"{repository} has no branch {branch}. Create it again.")


def repository_missing(repository: str) -> errors.RepositoryMissing:
    """GitHub keeps what is not there and what must not be seen apart from nobody."""
    return errors.RepositoryMissing(
        f"GitHub has no repository {repository} that this token may see. Mend the parameter"
        " InfraRepository, or give the token access."
    )
