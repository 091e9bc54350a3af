"""UpdatePullRequestTitle, UpdatePullRequestDescription and UpdatePullRequestStatus."""

from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.named import check_open, named_pull_request
from sandbox.aws.codecommit.pull_requests.texts import description, title


def update_pull_request_title(call: Call) -> dict[str, Any]:
    """Replace the title of an open pull request."""
    found, new = named_pull_request(call), title(call.parameters)
    check_open(found)
    found.title = new
    found.touch()
    return {"pullRequest": found.shown()}


def update_pull_request_description(call: Call) -> dict[str, Any]:
    """Replace the description of an open pull request."""
    found, new = named_pull_request(call), description(call.parameters)
    if new is None:
        raise codecommit_error("InvalidDescriptionException", "A description is required")
    check_open(found)
    found.description = new
    found.touch()
    return {"pullRequest": found.shown()}


def update_pull_request_status(call: Call) -> dict[str, Any]:
    """Close a pull request without merging it.

    "The only valid operations are to update the status from OPEN to OPEN, OPEN to CLOSED or from
    CLOSED to CLOSED" (the parameter `pullRequestStatus`).
    """
    found, status = named_pull_request(call), call.parameters.get("pullRequestStatus")
    if not status:
        raise codecommit_error("PullRequestStatusRequiredException", "A status is required")
    if status not in ("OPEN", "CLOSED"):
        raise codecommit_error("InvalidPullRequestStatusException", f"{status} is not a status")
    if status == "OPEN" and not found.is_open:
        raise codecommit_error(
            "InvalidPullRequestStatusUpdateException", "A closed pull request cannot be opened"
        )
    if status == "CLOSED" and found.is_open:
        found.close(call.caller)
    return {"pullRequest": found.shown()}
