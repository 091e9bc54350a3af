"""However a host says it, and whatever else it says: how long to wait."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.git_hosts.pauses import LONGEST, UNTOLD, asks_for_pause, seconds_to_wait

NOW = 1_800_000_000.0


def used_up(prefix: str, reset: str) -> dict[str, str]:
    return {f"{prefix}-remaining": "0", f"{prefix}-reset": reset}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "0"}, 1),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:30 GMT"}, 90),
        ({"retry-after": "Friday, 15-Jan-27 08:01:30 GMT"}, 90),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:30 -0000"}, 90),
        ({"retry-after": "Fri, 15 Jan 2027 07:00:00 GMT"}, 1),
        ({"retry-after": "9" * 400}, LONGEST),
        ({"retry-after": "soon"}, UNTOLD),
        ({"retry-after": "-3"}, UNTOLD),
        ({"retry-after": "٣"}, UNTOLD),
        ({"retry-after": "Fri, 15 Jan 99999 07:00:00 GMT"}, UNTOLD),
        ({"retry-after": f"Fri, 15 Jan {'9' * 30} 07:00:00 GMT"}, UNTOLD),
        ({"retry-after": f"Fri, 15 Jan 2027 07:00:00 +{'9' * 30}"}, UNTOLD),
        ({}, UNTOLD),
        (used_up("x-ratelimit", "1800000120"), 120),
        (used_up("ratelimit", "1800000120"), 120),
        (used_up("x-ratelimit", "1799999999"), 1),
        (used_up("x-ratelimit", "later"), UNTOLD),
        ({"x-ratelimit-remaining": "12", "x-ratelimit-reset": "1800000120"}, UNTOLD),
        ({"retry-after": "7"} | used_up("x-ratelimit", "1800000120"), 7),
    ],
)
def test_the_pause_is_what_the_host_asks_for(headers: dict[str, str], seconds: float) -> None:
    assert seconds_to_wait(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("headers", "asks"),
    [
        ({"retry-after": "7"}, True),
        (used_up("x-ratelimit", "1"), True),
        (used_up("ratelimit", "1"), True),
        ({"x-ratelimit-remaining": "1"}, False),
        ({}, False),
    ],
)
def test_a_limit_is_told_by_its_headers(headers: dict[str, str], asks: bool) -> None:
    assert asks_for_pause(headers) is asks


@given(seconds=st.integers(1, 86_400))
def test_a_date_means_as_much_as_the_seconds_until_then(seconds: int) -> None:
    date = format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)
    assert seconds_to_wait({"retry-after": date}, NOW) == seconds


names = st.sampled_from(
    ["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-reset"]
)


@given(st.dictionaries(names, st.text() | st.just("0") | st.from_regex(r"\A\d+\Z")))
def test_whatever_a_host_says_the_pause_is_bounded(headers: Mapping[str, str]) -> None:
    assert 1 <= seconds_to_wait(headers, NOW) <= LONGEST
