"""Windows of time: from one time to another, or again and again by a schedule."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Protocol

from msgspec import Struct

from tagboat.core.restraints.cron import Cron

LONGEST_RECURRING = timedelta(days=31)
"""Each day of it is looked at."""
_MOST_JOINED = 20
"""Windows of which each begins before the one before it ends."""
_DAY = timedelta(days=1)


class Window(Protocol):
    """When something is the case."""

    def end(self, now: datetime) -> datetime | None:
        """When it ends, if the time is inside of it; else None."""


class Dates(Struct, frozen=True):
    """From one time to another, which is outside of it."""

    first: datetime
    last: datetime

    def end(self, now: datetime) -> datetime | None:
        """When it ends, if the time is inside of it."""
        return self.last if self.first <= now < self.last else None


class Recurring(Struct, frozen=True):
    """From each time of a schedule on, for as long as it lasts.

    The schedule is of wall clocks; how long it lasts is time that passes. Where clocks are set, a
    time that they leave out is as long after midnight as it would have been, so it is shown as a
    later one; a time that they show twice is the first.
    """

    cron: Cron
    length: timedelta
    zone: tzinfo

    def end(self, now: datetime) -> datetime | None:
        """When it ends, if the time is inside of it, with what follows without a gap."""
        return _end(self, now)

    def last_start(self, after: datetime, until: datetime) -> datetime | None:
        """The last time of the schedule that is after one time, and not after another."""
        day = until.astimezone(self.zone).replace(tzinfo=None) + _DAY
        first_day = after.astimezone(self.zone).replace(tzinfo=None) - _DAY
        while day >= first_day:
            starts = (one.replace(tzinfo=self.zone).astimezone(UTC) for one in self.cron.on(day))
            found = [start for start in starts if after < start <= until]
            if found:
                return max(found)
            day -= _DAY
        return None


@lru_cache(maxsize=100)  # Each push of a batch asks at the same time.
def _end(window: Recurring, now: datetime) -> datetime | None:
    start = window.last_start(now - window.length, now)
    if start is None:
        return None
    end = start + window.length
    for _ in range(_MOST_JOINED):
        later = window.last_start(start, end)
        if later is None:
            break
        start, end = later, later + window.length
    return end
