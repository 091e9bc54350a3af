"""Times in rules: YAML reads some of them as dates, and people leave the zone to be said once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

_KEYS = ("from", "to")
_DATE = len("2026-12-20")
_DAY = timedelta(days=1)


def with_spelled_times(data: Any) -> Any:  # noqa: ANN401 - what somebody wrote
    """The file with the times of its freezes as texts, whether YAML takes them for times or not."""
    if not isinstance(data, dict):
        return data
    spelled = _spelled(data)
    if isinstance(data.get("rules"), list):
        rules = [_spelled(rule) if isinstance(rule, dict) else rule for rule in data["rules"]]
        spelled["rules"] = rules
    return spelled


def time_zone(name: str) -> tzinfo:
    """The time zone of a name, by the IANA's data.

    Raises:
        ValueError: There is none.
    """
    from zoneinfo import ZoneInfo  # Only where rules have freezes: it takes time to import.

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not a time zone; write one such as Europe/Berlin") from error


def time(text: str, zone: tzinfo, *, is_end: bool = False) -> datetime:
    """Read a time.

    Args:
        text: A date, or a date and a time, which may say how far from UTC it is.
        zone: Where the clocks are, unless it says so.
        is_end: Whether a date means all of its day.

    Raises:
        ValueError: There is no such time.
    """
    try:
        found = datetime.fromisoformat(text)
        if is_end and len(text) == _DATE:
            found += _DAY
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time: {error}") from error


def _spelled(part: Mapping[Any, Any]) -> dict[Any, Any]:
    spelled = dict(part)
    if isinstance(spelled.get("freeze"), list):
        spelled["freeze"] = [
            {key: _text(key, value) for key, value in one.items()} if isinstance(one, dict) else one
            for one in spelled["freeze"]
        ]
    return spelled


def _text(key: Any, value: Any) -> Any:  # noqa: ANN401
    return value.isoformat() if key in _KEYS and isinstance(value, date) else value
