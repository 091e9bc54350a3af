"""Schedules of five fields, as in crontab(5): minute, hour, day of month, month, day of week."""

from datetime import datetime, timedelta

from msgspec import Struct

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class _Field(Struct, frozen=True):
    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()
    """Names for numbers, beginning with the first."""


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _DAYS),
)


class Cron(Struct, frozen=True):
    """The minutes of wall clocks at which something begins."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """Sunday is 0."""
    either: bool
    """Whether a day has to be one of `days` or of `weekdays`, as when both are restricted, and not
    of both."""

    @classmethod
    def parse(cls, text: str) -> "Cron":
        """Read a schedule.

        Raises:
            ValueError: It is none, or there is no such day.
        """
        fields = text.split()
        if len(fields) != len(_FIELDS):
            raise ValueError(
                f"{text!r} is not five fields: minute, hour, day of the month, month, day of the"
                " week"
            )
        minutes, hours, days, months, weekdays = map(_numbers, fields, _FIELDS)
        either = not fields[2].startswith("*") and not fields[4].startswith("*")
        if not either and all(min(days) > _LONGEST_MONTHS[month - 1] for month in months):
            raise ValueError(f"{text!r} never is: none of its months has such a day")
        sundays_once = frozenset(day % len(_DAYS) for day in weekdays)
        return cls(minutes, hours, days, months, sundays_once, either)

    def on(self, day: datetime) -> list[datetime]:
        """The times of a day, without zones, in their order."""
        if not self._is(day):
            return []
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        return [
            midnight + timedelta(hours=hour, minutes=minute)
            for hour in sorted(self.hours)
            for minute in sorted(self.minutes)
        ]

    def _is(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        of_month, of_week = day.day in self.days, day.isoweekday() % len(_DAYS) in self.weekdays
        return of_month or of_week if self.either else of_month and of_week


def _numbers(text: str, field: _Field) -> frozenset[int]:
    numbers: set[int] = set()
    for part in text.split(","):
        numbers.update(_range(part, field))
    return frozenset(numbers)


def _range(part: str, field: _Field) -> range:
    """The numbers of `*`, `3`, `1-5`, or one of these with a step behind a slash."""
    span, has_step, step = part.partition("/")
    first, is_span, last = span.partition("-")
    if span == "*":
        low, high = field.first, field.last
    else:
        low = _number(first, field)
        high = _number(last, field) if is_span else field.last if has_step else low
    width = _digits(step) if has_step else 1
    if high < low or width == 0:
        raise ValueError(f"{part!r} is no {field.name}: no number is in it")
    return range(low, high + 1, width)


def _number(text: str, field: _Field) -> int:
    if text.lower() in field.names:
        return field.names.index(text.lower()) + field.first
    number = _digits(text)
    if not field.first <= number <= field.last:
        raise ValueError(f"{text!r} is no {field.name}: {field.first} to {field.last}")
    return number


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len("59")):
        raise ValueError(f"{text!r} is not a number that a schedule may have")
    return int(text)
