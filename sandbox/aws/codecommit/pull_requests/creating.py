"""CreatePullRequest."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pull_requests.following import tips_of
from sandbox.aws.codecommit.pull_requests.named import every_pull_request
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest
from sandbox.aws.codecommit.pull_requests.rules import apply_templates
from sandbox.aws.codecommit.pull_requests.targets import branches_of, only_target
from sandbox.aws.codecommit.pull_requests.texts import (
    check_same,
    description,
    request_token,
    title,
)
from sandbox.aws.codecommit.store import Repository

OPEN_PULL_REQUESTS = 1000
"""In a repository (MaximumOpenPullRequestsExceededException)."""

_ids = count(1)
"""AWS counts by account and region. Here one count serves all of them."""


def create_pull_request(call: Call) -> dict[str, Any]:
    """Propose to merge a branch. A token that was used before answers what it made then."""
    asked = _asked(call.parameters)
    token = request_token(call.parameters)
    for known in every_pull_request(call.account, call.region):
        if token is not None and known.token == token:
            check_same(asked, known.asked)
            return {"pullRequest": known.shown()}
    repository = _repository(call)
    if sum(one.is_open for one in repository.pull_requests) >= OPEN_PULL_REQUESTS:
        raise codecommit_error(
            "MaximumOpenPullRequestsExceededException", "There are too many open pull requests"
        )
    made = _made(call, repository, token, asked)
    repository.pull_requests.append(made)
    return {"pullRequest": made.shown()}


def _asked(parameters: Mapping[str, Any]) -> tuple[object, ...]:
    """Everything but the token, so that it can be compared."""
    target = only_target(parameters.get("targets"))
    references = (target.get("sourceReference"), target.get("destinationReference"))
    return (
        title(parameters),
        description(parameters),
        target.get("repositoryName"),
        *references,
    )


def _repository(call: Call) -> Repository:
    """The repository of the target, by the rules of the parameter `repositoryName`."""
    target = only_target(call.parameters["targets"])
    return call.about(target.get("repositoryName")).repository


def _made(call: Call, repository: Repository, token: str | None, asked: object) -> PullRequest:
    git = repository.git.open()
    source, destination = branches_of(git, only_target(call.parameters["targets"]))
    heads = [str(git.branches.local[name].target) for name in (source, destination)]
    made = PullRequest(
        id=str(next(_ids)),
        repository=repository,
        title=title(call.parameters),
        description=description(call.parameters),
        author=call.caller,
        source=source,
        destination=destination,
        token=token,
        asked=asked,
        tips=tips_of(git, *heads),
    )
    made.record(
        "PULL_REQUEST_CREATED",
        call.caller,
        pullRequestCreatedEventMetadata={
            "repositoryName": repository.name,
            "sourceCommitId": made.tips.source,
            "destinationCommitId": made.tips.destination,
            "mergeBase": made.tips.base,
        },
    )
    apply_templates(made)
    return made
