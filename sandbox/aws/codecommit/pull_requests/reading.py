"""GetPullRequest and ListPullRequests."""

from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pages import page, page_size
from sandbox.aws.codecommit.pull_requests.identities import check_identity
from sandbox.aws.codecommit.pull_requests.named import named_pull_request

PULL_REQUESTS_A_PAGE = 100
"""Where the request does not say. AWS does not document its own number."""


def get_pull_request(call: Call) -> dict[str, Any]:
    """Show a pull request."""
    return {"pullRequest": named_pull_request(call).shown()}


def list_pull_requests(call: Call) -> dict[str, Any]:
    """The ids of a repository's pull requests, "in the order of most recent activity".

    The order is that of the user guide ("View pull requests"), read as the most recent first.
    """
    repository = call.repository
    status, author = call.parameters.get("pullRequestStatus"), call.parameters.get("authorArn")
    if status not in (None, "OPEN", "CLOSED"):
        raise codecommit_error("InvalidPullRequestStatusException", f"{status} is not a status")
    if author is not None:
        check_identity(
            author,
            call.account,
            invalid="InvalidAuthorArnException",
            missing="AuthorDoesNotExistException",
        )
    found = [
        one
        for one in repository.pull_requests
        if status in (None, one.status) and author in (None, one.author)
    ]
    found.sort(key=lambda one: (one.active, int(one.id)), reverse=True)
    shown, token = page(
        [one.id for one in found],
        page_size(call.parameters.get("maxResults"), PULL_REQUESTS_A_PAGE),
        call.parameters.get("nextToken"),
        of=f"pull requests of {repository.id} {status} {author}",
    )
    return {"pullRequestIds": list(shown), "nextToken": token}
