"""What the answers of GitHub's REST API mean.

It has no types of errors: "REST API endpoints for Git database" gives 409 and 422 for many reasons,
which only their texts tell apart. An unknown one is taken as a refusal and quoted.
"""

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.github import errors as github_errors
from tagboat.http_client import Answer

_OF_MOVED_REFERENCES = (
    "update is not a fast forward",
    "reference cannot be updated",  # Two updates at once.
)
_OF_RULES = (
    "protected branch",
    "repository rule violations",
    "through a pull request",
    "approving review",
    "required status check",
    "verified signatures",
)
"""Parts of what REST answers to whom a branch's protection, or a ruleset, stops."""


def of_answer(
    answer: Answer, repository: str, branch: str, kind: type[object] = dict
) -> TagboatError | None:
    """The error that an answer of REST is, or None if its body is of that kind."""
    if answer.status in (200, 201):
        if isinstance(answer.body, kind):
            return None
        return errors.HostUnavailable("GitHub answered with something else than REST's JSON.")
    if answer.status == 404:
        return github_errors.repository_missing(repository)
    if answer.status in (409, 422):
        return _of_conflict(_said(answer), repository, branch)
    return github_errors.of_status(answer, repository)


def _of_conflict(said: str, repository: str, branch: str) -> TagboatError:
    lowered = said.lower()
    if any(part in lowered for part in _OF_MOVED_REFERENCES):
        return github_errors.head_moved(said, branch)
    if any(part in lowered for part in _OF_RULES):
        return github_errors.branch_protected(said, repository, branch)
    if lowered == "reference does not exist":
        return github_errors.branch_missing(repository, branch)
    return errors.CommitRefused(f"GitHub refuses: {said}")


def _said(answer: Answer) -> str:
    """The message, and what is wrong: "Troubleshooting the REST API", "Validation Failed"."""
    said = github_errors.text_of(answer)
    wrong = answer.body.get("errors") if isinstance(answer.body, dict) else None
    reasons = [_reason(error) for error in wrong] if isinstance(wrong, list) else []
    return f"{said} ({'; '.join(reasons)})" if reasons else said


def _reason(error: object) -> str:
    match error:
        case {"message": str(text)}:
            return text
        case {"resource": resource, "field": field, "code": code}:
            return f"{resource} {field}: {code}"
    return str(error)
