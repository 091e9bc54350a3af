"""What AWS's own services put on the default bus."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from moto.events.models import events_backends

from sandbox.aws.events.delivery import deliver
from sandbox.aws.events.entries import event_of


def emit(
    source: str,
    detail_type: str,
    detail: Mapping[str, Any],
    resources: Sequence[str],
    *,
    account: str,
    region: str,
) -> None:
    """Deliver an event of a service before anything else happens; at AWS it is a moment later."""
    entry = {
        "Source": source,
        "DetailType": detail_type,
        "Detail": json.dumps(detail),
        "Resources": list(resources),
    }
    bus = events_backends[account][region].event_buses["default"]
    deliver(event_of(entry, account=account, region=region), bus)
