"""Durations as people write them: `2h`, `90m`, `1d12h`."""

import re
from datetime import timedelta

PATTERN = r"^(?=[0-9])(?:[0-9]{1,3}d)?(?:[0-9]{1,4}h)?(?:[0-9]{1,5}m)?\Z"
"""Days, hours and minutes, in this order, at least one of them."""
_PARTS = re.compile(r"(?:(?P<days>[0-9]+)d)?(?:(?P<hours>[0-9]+)h)?(?:(?P<minutes>[0-9]+)m)?")


def duration(text: str) -> timedelta:
    """Read a duration that `PATTERN` matches.

    Raises:
        ValueError: It is none, or it is no time at all.
    """
    found = _PARTS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a duration such as 2h, 90m or 1d12h")
    parts = {name: int(number) for name, number in found.groupdict().items() if number}
    length = timedelta(**parts)
    if not length:
        raise ValueError(f"{text!r} is no time at all")
    return length
