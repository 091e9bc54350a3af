"""DescribePullRequestEvents."""

from typing import Any

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pages import page, page_size
from sandbox.aws.codecommit.pull_requests.identities import check_identity
from sandbox.aws.codecommit.pull_requests.named import named_pull_request

EVENTS_A_PAGE = 100
"""Also the most that a request may ask for (the parameter `maxResults`)."""
_APPROVALS = "PULL_REQUEST_APPROVAL"
_TYPES = (
    "PULL_REQUEST_CREATED",
    "PULL_REQUEST_STATUS_CHANGED",
    "PULL_REQUEST_SOURCE_REFERENCE_UPDATED",
    "PULL_REQUEST_MERGE_STATE_CHANGED",
    f"{_APPROVALS}_RULE_CREATED",
    f"{_APPROVALS}_RULE_UPDATED",
    f"{_APPROVALS}_RULE_DELETED",
    f"{_APPROVALS}_RULE_OVERRIDDEN",
    f"{_APPROVALS}_STATE_CHANGED",
)


def describe_pull_request_events(call: Call) -> dict[str, Any]:
    """What has happened to a pull request, oldest first as in the user guide's example."""
    found = named_pull_request(call)
    type_ = call.parameters.get("pullRequestEventType")
    actor = call.parameters.get("actorArn")
    if type_ not in (None, *_TYPES):
        raise codecommit_error("InvalidPullRequestEventTypeException", f"{type_} is not a type")
    if actor is not None:
        check_identity(
            actor,
            call.account,
            invalid="InvalidActorArnException",
            missing="ActorDoesNotExistException",
        )
    events = [
        event
        for event in found.events
        if type_ in (None, event["pullRequestEventType"]) and actor in (None, event["actorArn"])
    ]
    shown, token = page(
        events,
        page_size(call.parameters.get("maxResults"), EVENTS_A_PAGE, most=EVENTS_A_PAGE),
        call.parameters.get("nextToken"),
        of=f"events of {found.id} {type_} {actor}",
    )
    return {"pullRequestEvents": list(shown), "nextToken": token}
