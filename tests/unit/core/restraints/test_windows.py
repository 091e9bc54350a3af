"""Windows of time, also where clocks are set."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tagboat.core.restraints.cron import Cron
from tagboat.core.restraints.windows import Dates, Recurring

BERLIN = ZoneInfo("Europe/Berlin")
# Half hours, a day that is left out, clocks that are set at midnight, and none.
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC"]
MINUTE = timedelta(minutes=1)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def recurring(cron: str, zone: str = "UTC", **length: int) -> Recurring:
    return Recurring(Cron.parse(cron), timedelta(**length), ZoneInfo(zone))


def test_dates_begin_at_the_first_and_end_before_the_last() -> None:
    window = Dates(at("2026-12-20"), at("2027-01-02"))
    assert window.end(at("2026-12-19T23:59:59")) is None
    assert window.end(at("2026-12-20")) == at("2027-01-02")
    assert window.end(at("2027-01-01T23:59:59")) == at("2027-01-02")
    assert window.end(at("2027-01-02")) is None


def test_a_schedule_begins_a_window_that_lasts() -> None:
    weekend = recurring("0 18 * * fri", "Europe/Berlin", hours=62)
    assert weekend.end(at("2026-03-06T16:59:59")) is None
    assert weekend.end(at("2026-03-06T17:00")) == at("2026-03-09T07:00")
    assert weekend.end(at("2026-03-09T06:59:59")) == at("2026-03-09T07:00")
    assert weekend.end(at("2026-03-09T07:00")) is None


def test_windows_without_a_gap_between_them_end_with_the_last() -> None:
    weekend = recurring("0 0 * * sat,sun", days=1)
    assert weekend.end(at("2026-03-07T10:00")) == at("2026-03-09")


def test_windows_that_never_end_end_somewhere() -> None:
    end = recurring("* * * * *", hours=1).end(at("2026-03-07T10:00"))
    assert end is not None
    assert end > at("2026-03-07T10:00")


def test_time_passes_while_clocks_are_set() -> None:
    night = recurring("0 22 * * *", "Europe/Berlin", hours=8)
    spring, autumn = at("2026-03-29T02:00", "UTC"), at("2026-10-25T02:00", "UTC")
    assert night.end(spring) == at("2026-03-29T07:00", "Europe/Berlin")
    assert night.end(autumn) == at("2026-10-25T05:00", "Europe/Berlin")


def test_a_time_that_clocks_leave_out_is_the_later_one_that_they_show() -> None:
    window = recurring("30 2 * * *", "Europe/Berlin", minutes=10)
    assert window.end(at("2026-03-29T01:29:59")) is None
    assert window.end(at("2026-03-29T01:30")) == at("2026-03-29T03:40", "Europe/Berlin")


def test_a_time_that_clocks_show_twice_is_the_first() -> None:
    window = recurring("30 2 * * *", "Europe/Berlin", minutes=10)
    assert window.end(at("2026-10-25T00:30")) == at("2026-10-25T00:40")
    assert window.end(at("2026-10-25T01:30")) is None


def test_a_schedule_that_began_a_month_ago_is_found() -> None:
    window = recurring("0 0 1 * *", days=31)
    assert window.end(at("2026-03-31T23:59")) is not None


_moments = st.one_of(
    st.datetimes(datetime(2026, 3, 28), datetime(2026, 4, 6)),
    st.datetimes(datetime(2026, 10, 3), datetime(2026, 11, 3)),
)
_zones = st.sampled_from(ZONES)


@given(_moments, _zones, st.integers(0, 23), st.sampled_from([0, 30]), st.integers(1, 300))
def test_the_time_is_in_a_window_if_clocks_have_shown_its_beginning_not_long_ago(
    moment: datetime, zone: str, hour: int, minute: int, length: int
) -> None:
    now = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    clocks = [(now - k * MINUTE).astimezone(ZoneInfo(zone)) for k in range(length)]
    for day in {clock.date() for clock in clocks}:
        shown = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone))
        there = shown.astimezone(UTC).astimezone(ZoneInfo(zone))
        assume((there.hour, there.minute) == (hour, minute))
    begun = any((one.hour, one.minute, one.fold) == (hour, minute, 0) for one in clocks)
    window = recurring(f"{minute} {hour} * * *", zone, minutes=length)
    assert (window.end(now) is not None) == begun


@given(
    _moments,
    _zones,
    st.sampled_from(["0 18 * * fri", "30 2 * * *", "0 0 * * 6,0", "15 */6 * * *"]),
    st.integers(1, 40),
)
def test_the_end_that_is_told_is_the_first_time_outside(
    moment: datetime, zone: str, cron: str, hours: int
) -> None:
    assume(not ((cron.startswith("15") and hours >= 6) or (cron.startswith("30") and hours > 22)))
    window = recurring(cron, zone, hours=hours)
    now = moment.replace(tzinfo=UTC)
    end = window.end(now)
    if end is not None:
        assert now < end
        assert window.end(end) is None
        assert window.end(end - MINUTE) == end


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_said_twice_at_one_time_is_the_same(zone: str) -> None:
    window, now = recurring("0 0 * * *", zone, hours=5), at("2026-03-29T03:00")
    assert window.end(now) == recurring("0 0 * * *", zone, hours=5).end(now)
