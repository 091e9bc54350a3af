"""The entries of PutEvents, and the events that they become.

Source: EventBridge API Reference, PutEventsRequestEntry and PutEventsResultEntry; User Guide,
"AWS service event metadata" for the shape of an event.
"""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_REQUIRED = ("Source", "DetailType", "Detail")


def problem_with(entry: Mapping[str, Any], *, by_role: bool) -> dict[str, str] | None:
    """What PutEvents answers about an entry that it does not take. None when it does.

    Args:
        entry: The entry.
        by_role: Whether a role sent it. Sources that begin with `aws.` are AWS's own; here the
            administrator plays its services.
    """
    for name in _REQUIRED:
        if not entry.get(name):
            reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            return {"ErrorCode": "InvalidArgument", "ErrorMessage": reason}
    if by_role and entry["Source"].startswith("aws."):
        return {
            "ErrorCode": "NotAuthorizedForSourceException",
            "ErrorMessage": "Not authorized for the source.",
        }
    try:
        detail = json.loads(entry["Detail"])
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    return None


def event_of(entry: Mapping[str, Any], *, account: str, region: str) -> dict[str, Any]:
    """The event as its targets get it."""
    time = entry.get("Time")
    at = datetime.now(UTC) if time is None else datetime.fromtimestamp(float(time), UTC)
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": account,
        "time": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": entry.get("Resources", []),
        "detail": json.loads(entry["Detail"]),
    }
