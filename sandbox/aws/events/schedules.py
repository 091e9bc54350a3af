"""Rules with a schedule. Their time does not come by itself: who runs the sandbox says when.

Source: EventBridge User Guide, "Creating a rule that runs on a schedule".
"""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from moto.events.exceptions import ValidationException
from moto.events.models import EventsBackend, events_backends

from sandbox.aws.events.delivery import deliver_to_targets

_RATE = re.compile(
    r"rate\((?:1 (?:minute|hour|day)|(?:[2-9]|[1-9][0-9]+) (?:minutes|hours|days))\)"
)
_CRON = re.compile(r"cron\((?:[0-9A-Z*?/,#-]+ ){5}[0-9*?/,-]+\)")
_DEFAULT_BUS = "default"


def check_schedule(expression: str) -> None:
    """Refuse what EventBridge does.

    Raises:
        ValidationException: It is no rate, and no cron expression of six fields.
    """
    if not (_RATE.fullmatch(expression) or _CRON.fullmatch(expression)):
        raise ValidationException("Parameter ScheduleExpression is not valid.")


def let_time_come(rule_arn: str) -> None:
    """Do what EventBridge does when the time of a rule has come.

    Raises:
        LookupError: There is no such rule with a schedule.
    """
    _, _, _, region, account, resource = rule_arn.split(":")
    backend = events_backends[account][region]
    rule = backend.event_buses[_DEFAULT_BUS].rules[resource.removeprefix("rule/")]
    if not rule.scheduled_expression:
        raise LookupError(f"{rule_arn} has no schedule")
    if rule.state.startswith("ENABLED"):
        deliver_to_targets(_event(backend, rule.arn), rule)


def _event(backend: EventsBackend, rule_arn: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": backend.account_id,
        "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "region": backend.region_name,
        "resources": [rule_arn],
        "detail": {},
    }
