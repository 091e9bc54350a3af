"""How long a host asks to be left alone.

`Retry-After` is of HTTP itself (RFC 9110, 10.2.3): seconds, or a date. The headers of limits:
"Rate limits for the REST API" (GitHub), "Rate limits" (GitLab), which both give Unix time.
"""

from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

UNTOLD = 60.0
"""Seconds to wait where a limit's answer does not say how long."""
LONGEST = 86_400.0
_PREFIXES = ("x-ratelimit", "ratelimit")


def asks_for_pause(headers: Mapping[str, str]) -> bool:
    """Whether an answer that is no success has a limit's headers, whatever its status.

    Args:
        headers: Of the answer, their names in lower case.
    """
    return "retry-after" in headers or any(_is_used_up(headers, prefix) for prefix in _PREFIXES)


def seconds_to_wait(headers: Mapping[str, str], now: float) -> float:
    """What `retry-after` says, or else when a limit that is used up begins anew, or a minute.

    Args:
        headers: Of the answer, their names in lower case.
        now: Seconds since 1970.

    Returns:
        Seconds, at least one and at most a day.
    """
    seconds = _retry_after(headers.get("retry-after", ""), now)
    if seconds is None:
        seconds = _until_reset(headers, now)
    return UNTOLD if seconds is None else min(max(seconds, 1.0), LONGEST)


def _retry_after(value: str, now: float) -> float | None:
    if _is_number(value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if date.tzinfo is None:  # "-0000" in place of "GMT": UTC, by somebody who is elsewhere.
        date = date.replace(tzinfo=UTC)
    return date.timestamp() - now


def _until_reset(headers: Mapping[str, str], now: float) -> float | None:
    for prefix in _PREFIXES:
        reset = headers.get(f"{prefix}-reset", "")
        if _is_used_up(headers, prefix) and _is_number(reset):
            return float(reset) - now
    return None


def _is_used_up(headers: Mapping[str, str], prefix: str) -> bool:
    return headers.get(f"{prefix}-remaining") == "0"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
