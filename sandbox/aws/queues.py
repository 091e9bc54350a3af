"""The policies of queues: kept, and asked when a service sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from moto.sqs.models import Queue, sqs_backends

from sandbox.aws.permissions.statements import statements_of


def install() -> None:
    """Mend moto's queues, in every moto of this process. Doing it again changes nothing."""
    if not hasattr(Queue._set_attributes, "__wrapped__"):
        Queue._set_attributes = _keeping_policy(Queue._set_attributes)  # type: ignore[method-assign]
        # What moto would run in Docker for each message is not moto's to run here.
        Queue.lambda_event_source_mappings = property(lambda _: {}, lambda *_: None)  # type: ignore[assignment]


def send_as_service(
    service: str,
    source_arn: str,
    queue_arn: str,
    body: str,
    attributes: dict[str, str] | None = None,
) -> str | None:
    """Send a message as a service of AWS would, if the queue's policy lets it.

    Args:
        service: The service's principal, such as `events.amazonaws.com`.
        source_arn: What the service does it for: `aws:SourceArn`.
        queue_arn: The queue.
        body: The message.
        attributes: Message attributes, all of them text.

    Returns:
        None when the queue has the message, otherwise EventBridge's code for the reason.
    """
    _, _, _, region, account, name = queue_arn.split(":")
    backend = sqs_backends[account][region]
    queue = backend.queues.get(name)
    if queue is None:
        return "NO_RESOURCE"
    if not _lets_in(queue, service, source_arn):
        return "NO_PERMISSIONS"
    backend.send_message(
        name,
        body,
        message_attributes={
            key: {"DataType": "String", "StringValue": value}
            for key, value in (attributes or {}).items()
        },
    )
    return None


def _lets_in(queue: Queue, service: str, source_arn: str) -> bool:
    context = {
        "aws:sourceaccount": (queue.account_id,),
        "aws:sourcearn": (source_arn,),
        "aws:securetransport": ("true",),
    }
    said = [
        statement.allows
        for statement in (statements_of(queue.policy) if queue.policy else [])
        if statement.names_principal("Service", service)
        and statement.applies("sqs:SendMessage", queue.queue_arn, context)
    ]
    return bool(said) and all(said)


def _keeping_policy(set_attributes: Callable[..., None]) -> Callable[..., None]:
    """Moto forgets the queue's policy whenever another attribute is set."""

    @wraps(set_attributes)
    def keeping(queue: Queue, attributes: dict[str, Any], now: float | None = None) -> None:
        kept = getattr(queue, "_policy_json", None)
        set_attributes(queue, attributes, now)
        if kept is not None and "Policy" not in attributes:
            queue._policy_json = kept

    return keeping
