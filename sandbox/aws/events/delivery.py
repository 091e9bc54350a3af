"""From an event on a bus to the targets of the rules that match it.

Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events": a target
that EventBridge may not use, or that is gone, is not tried again.
"""

import json
from typing import Any

from moto.events.models import EventBus, Rule

from sandbox.aws.events.targets import PRINCIPAL, explanation, send
from sandbox.aws.queues import send_as_service


def deliver(event: dict[str, Any], bus: EventBus) -> None:
    """Hand an event to every target of every rule that is enabled and matches it."""
    for rule in list(bus.rules.values()):
        if rule.state.startswith("ENABLED") and _matches(rule, event):
            deliver_to_targets(event, rule)


def _matches(rule: Rule, event: dict[str, Any]) -> bool:
    """Whether a rule is about an event; one that has only a schedule is about none."""
    pattern = rule.event_pattern
    # moto's type of events has not every key as text.
    return bool(pattern.dump()) and pattern.matches_event(event)  # type: ignore[arg-type]


def deliver_to_targets(event: dict[str, Any], rule: Rule) -> None:
    """Hand an event to every target of a rule, or instead of it what the target names."""
    for target in list(rule.targets):
        _deliver_to(target, rule, target.get("Input") or json.dumps(event))


def _deliver_to(target: dict[str, Any], rule: Rule, body: str) -> None:
    failure = send(target, rule.arn, body)
    dead_letters = target.get("DeadLetterConfig", {}).get("Arn")
    if failure is None or dead_letters is None:
        return  # Delivered, or lost: there is nowhere else for it.
    attributes = {
        "ERROR_CODE": failure,
        "ERROR_MESSAGE": explanation(target, failure),
        "RULE_ARN": rule.arn,
        "TARGET_ARN": target["Arn"],
    }
    send_as_service(PRINCIPAL, rule.arn, dead_letters, body, attributes)
