"""Durations as people write them."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.restraints.duration import PATTERN, duration


@given(st.integers(0, 999), st.integers(0, 9999), st.integers(0, 99999))
def test_days_hours_and_minutes_add_up(days: int, hours: int, minutes: int) -> None:
    length = timedelta(days=days, hours=hours, minutes=minutes)
    text = f"{days}d{hours}h{minutes}m"
    assert re.search(PATTERN, text)
    if length:
        assert duration(text) == length


@pytest.mark.parametrize("text", ["", "2", "2 h", "h", "1h2d", "-1h", "1.5h", "2H", "0m", "0d0h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a duration|is no time at all"):
        duration(text)
    assert not re.search(PATTERN, text) or text in ("0m", "0d0h")
