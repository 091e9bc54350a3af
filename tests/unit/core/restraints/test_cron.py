"""Schedules of five fields, as in crontab(5)."""

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.restraints.cron import Cron

FRIDAY = datetime(2026, 3, 6)


def times(text: str, day: datetime = FRIDAY) -> list[str]:
    return [f"{time:%H:%M}" for time in Cron.parse(text).on(day)]


def is_on(text: str, *day: int) -> bool:
    return bool(times(text, datetime(*day)))  # type: ignore[arg-type]  # year, month, day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 18 * * *", ["18:00"]),
        ("5,35 9 * * *", ["09:05", "09:35"]),
        ("0 9-11 * * *", ["09:00", "10:00", "11:00"]),
        ("*/20 7 * * *", ["07:00", "07:20", "07:40"]),
        ("50/5 7 * * *", ["07:50", "07:55"]),
        ("10-30/10 7 * * *", ["07:10", "07:20", "07:30"]),
        ("0 20,8 * * *", ["08:00", "20:00"]),
        ("0 18 * * Fri", ["18:00"]),
        ("0 18 * * mon-thu", []),
        ("0 18 * mar 5", ["18:00"]),
        ("0 18 * 1-2,12 *", []),
    ],
)
def test_a_day_has_the_times_that_the_fields_say(text: str, expected: list[str]) -> None:
    assert times(text) == expected


def test_sunday_is_0_and_7() -> None:
    assert is_on("0 0 * * 0", 2026, 3, 8)
    assert is_on("0 0 * * 7", 2026, 3, 8)
    assert is_on("0 0 * * 5-7", 2026, 3, 8)
    assert not is_on("0 0 * * 1-6", 2026, 3, 8)


def test_of_two_restricted_days_either_is_enough() -> None:
    assert is_on("0 0 13 * fri", 2026, 3, 6)
    assert is_on("0 0 13 * fri", 2026, 4, 13)
    assert not is_on("0 0 13 * fri", 2026, 4, 14)
    assert not is_on("0 0 */2 * fri", 2026, 3, 20)  # A field that begins with * restricts none.


def test_a_leap_day_is_a_day() -> None:
    assert is_on("0 0 29 2 *", 2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 18 * *", "is not five fields"),
        ("@daily", "is not five fields"),
        ("60 18 * * *", "'60' is no minute: 0 to 59"),
        ("0 24 * * *", "'24' is no hour: 0 to 23"),
        ("0 0 0 * *", "'0' is no day of the month: 1 to 31"),
        ("0 0 * 13 *", "'13' is no month: 1 to 12"),
        ("0 0 * * 8", "'8' is no day of the week: 0 to 7"),
        ("0 0 * * L", "'L' is not a number"),
        ("0 0 * * fri-mon", "no number is in it"),
        ("*/0 0 * * *", "no number is in it"),
        ("1- 0 * * *", "'' is not a number"),
        ("² 0 * * *", "is not a number"),
        ("0 0 31 2,4 *", "never is"),
        ("0 0 30 2 *", "never is"),
    ],
)
def test_what_is_no_schedule_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Cron.parse(text)


@given(st.text(alphabet="0123456789*/,-fri monLW", max_size=20))
def test_any_text_is_a_schedule_or_is_refused(text: str) -> None:
    try:
        cron = Cron.parse(text)
    except ValueError:
        return
    assert cron.minutes
    assert cron.hours
    assert cron.weekdays <= set(range(7))
