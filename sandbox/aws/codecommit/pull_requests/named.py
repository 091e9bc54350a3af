"""Which pull request a request names."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest
from sandbox.aws.codecommit.store import repositories


def every_pull_request(account: str, region: str) -> Iterator[PullRequest]:
    """The pull requests of all repositories of an account in a region."""
    for repository in list(repositories(account, region).values()):
        yield from list(repository.pull_requests)


def find(account: str, region: str, id_: str | None) -> PullRequest | None:
    """The pull request of that id, None when there is none."""
    return next((one for one in every_pull_request(account, region) if one.id == id_), None)


def asked_name(parameters: Mapping[str, Any], *, account: str, region: str) -> str | None:
    """The name of the repository that a request is about, whichever way it says so.

    Args:
        parameters: The operation's input, by the names of the API's model.
        account: The account that is asked.
        region: The region that is asked.
    """
    targets = parameters.get("targets") or [{}]
    if name := parameters.get("repositoryName") or targets[0].get("repositoryName"):
        return str(name)
    found = find(account, region, parameters.get("pullRequestId"))
    return found.repository.name if found else None


def named_pull_request(call: Call) -> PullRequest:
    """The pull request that is named.

    Raises:
        AwsError: PullRequestIdRequiredException, InvalidPullRequestIdException,
            PullRequestDoesNotExistException.
    """
    id_ = call.parameters.get("pullRequestId")
    if not id_:
        raise codecommit_error("PullRequestIdRequiredException", "A pull request id is required")
    if not (id_.isascii() and id_.isdigit()):
        raise codecommit_error(
            "InvalidPullRequestIdException", f"{id_} is not a valid pull request id"
        )
    found = find(call.account, call.region, id_)
    if found is None:
        raise codecommit_error(
            "PullRequestDoesNotExistException", f"Pull request {id_} does not exist"
        )
    return found


def check_open(pull_request: PullRequest) -> None:
    """Make sure that it is open.

    Raises:
        AwsError: PullRequestAlreadyClosedException.
    """
    if not pull_request.is_open:
        raise codecommit_error(
            "PullRequestAlreadyClosedException", f"Pull request {pull_request.id} is closed"
        )


def associated_pull_request(call: Call) -> PullRequest:
    """The pull request that is named, which must be of the repository that is named.

    Raises:
        AwsError: RepositoryNotAssociatedWithPullRequestException, or the errors of the two names.
    """
    found, repository = named_pull_request(call), call.repository
    if found.repository is not repository:
        raise codecommit_error(
            "RepositoryNotAssociatedWithPullRequestException",
            f"Pull request {found.id} is not one of {call.repository_name}",
        )
    return found
