"""Put this EventBridge in the place of moto's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import has_request_context, request
from moto.events.exceptions import ValidationException
from moto.events.models import EventsBackend, Rule

from sandbox.aws.errors import NotSupported
from sandbox.aws.events.delivery import deliver
from sandbox.aws.events.entries import event_of, problem_with
from sandbox.aws.events.patterns import check_pattern
from sandbox.aws.events.schedules import check_schedule
from sandbox.aws.events.targets import check_target
from sandbox.http_server import ENVIRON_KEY

_MOST_ENTRIES = 10


def install() -> None:
    """Mend moto's EventBridge, in every moto of this process. Doing it again changes nothing."""
    if EventsBackend.put_events is not _put_events:
        EventsBackend.put_events = _put_events  # type: ignore[method-assign, assignment]
        EventsBackend.put_rule = _checking_rule(EventsBackend.put_rule)  # type: ignore[method-assign]
        EventsBackend.put_targets = _checking_targets(EventsBackend.put_targets)  # type: ignore[method-assign]


def _put_events(backend: EventsBackend, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Deliver events before answering; at AWS it is a moment later."""
    if len(events) > _MOST_ENTRIES:
        raise ValidationException(
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: "
            "Member must have length less than or equal to 10"
        )
    return [_put_event(backend, entry) for entry in events]


def _put_event(backend: EventsBackend, entry: dict[str, Any]) -> dict[str, Any]:
    if problem := problem_with(entry, by_role=_asked_by_role()):
        return problem
    event = event_of(entry, account=backend.account_id, region=backend.region_name)
    name = backend._normalize_event_bus_arn(entry.get("EventBusName"))
    bus = backend.event_buses.get(name)
    if bus is not None:
        # An event for a bus that is not there is taken and goes nowhere, as at AWS.
        deliver(event, bus)
    return {"EventId": event["id"]}


def _asked_by_role() -> bool:
    if not has_request_context():
        return False
    described = request.environ.get(ENVIRON_KEY)
    return bool(described and described.principal)


def _checking_rule(put_rule: Callable[..., Rule]) -> Callable[..., Rule]:
    @wraps(put_rule)
    def checking(backend: EventsBackend, name: str, **named: Any) -> Rule:
        if named.get("role_arn"):
            raise NotSupported("rules with a role_arn (events:PutRule)")
        if named.get("scheduled_expression"):
            check_schedule(named["scheduled_expression"])
        if named.get("event_pattern"):
            check_pattern(named["event_pattern"])
        return put_rule(backend, name, **named)

    return checking


def _checking_targets(put_targets: Callable[..., None]) -> Callable[..., None]:
    @wraps(put_targets)
    def checking(
        backend: EventsBackend, name: str, event_bus_arn: str | None, targets: list[dict[str, Any]]
    ) -> None:
        for target in targets:
            check_target(target)
        put_targets(backend, name, event_bus_arn, targets)

    return checking
