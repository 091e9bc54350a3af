"""What rules deliver to: queues, and what other services of the local AWS take events for."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.errors import NotSupported
from sandbox.aws.events.input_transformer import check_transformer
from sandbox.aws.queues import send_as_service

type Send = Callable[[Mapping[str, Any], str, str], str | None]
"""Hands an event to a target of a rule: the target, the rule's ARN, the event as JSON.

It gives None, or EventBridge's code for why not: `NO_PERMISSIONS` or `NO_RESOURCE`.
"""

PRINCIPAL = "events.amazonaws.com"
_SETTINGS = {"Id", "Arn", "DeadLetterConfig", "Input", "RetryPolicy"}
_MORE_SETTINGS = {"codepipeline": {"InputTransformer", "RoleArn"}}
_INPUT_OF_PIPELINES = {"sourceRevisions"}


def _send_to_queue(target: Mapping[str, Any], rule_arn: str, body: str) -> str | None:
    return send_as_service(PRINCIPAL, rule_arn, target["Arn"], body)


_SENDERS: dict[str, Send] = {"sqs": _send_to_queue}
_CALLED = {"sqs": "queue", "lambda": "function", "codepipeline": "pipeline"}


def send_by(senders: Mapping[str, Send]) -> None:
    """Let services of the local AWS take events.

    Args:
        senders: By the service in the ARN of a target: `lambda` or `codepipeline`.
    """
    _SENDERS.update(senders)


def send(target: Mapping[str, Any], rule_arn: str, body: str) -> str | None:
    """Hand an event to a target. Gives what its `Send` gives."""
    return _SENDERS[_service(target["Arn"])](target, rule_arn, body)


def explanation(target: Mapping[str, Any], code: str) -> str:
    """What a dead-letter queue is told beside the code of a failure."""
    service = _service(target["Arn"])
    called = _CALLED[service]
    if code == "NO_RESOURCE":
        return f"The target {called} does not exist."
    doing = "send messages to" if service == "sqs" else "start"
    return f"EventBridge does not have permission to {doing} the target {called}."


def check_target(target: Mapping[str, Any]) -> None:
    """Check a target of a rule.

    Raises:
        NotSupported: A setting that would be ignored, or a target that gets no events here.
    """
    service = _service(target["Arn"])
    settings = _SETTINGS | _MORE_SETTINGS.get(service, set())
    if unknown := sorted(set(target) - settings):
        raise NotSupported(f"{unknown[0]} of a rule's target (events:PutTargets)")
    if service not in _SENDERS or target["Arn"].endswith(".fifo"):
        raise NotSupported(f"{target['Arn']} as a rule's target (events:PutTargets)")
    if service == "codepipeline" and "RoleArn" not in target:
        raise NotSupported("a pipeline as a rule's target without a RoleArn (events:PutTargets)")
    if "InputTransformer" in target:
        check_transformer(target["InputTransformer"], _INPUT_OF_PIPELINES)
    dead_letters = target.get("DeadLetterConfig", {}).get("Arn")
    if dead_letters and (_service(dead_letters) != "sqs" or dead_letters.endswith(".fifo")):
        raise NotSupported(f"{dead_letters} for a target's dead letters (events:PutTargets)")


def _service(arn: str) -> str:
    return arn.split(":")[2] if arn.count(":") >= 5 else arn
