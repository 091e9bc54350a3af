"""How much of a file's history is asked for, and when Git says that a commit was made."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.file_history import MOST_REVISIONS, Revision, down_to, git_time

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)


def revision(second: int) -> Revision:
    at = EVENING + timedelta(seconds=second)
    return Revision(commit=f"{second}", at=at, author="A Person", message="", file=None)


@given(st.lists(st.integers(-5, 5), max_size=70))
def test_a_history_ends_with_the_first_that_is_older(seconds: list[int]) -> None:
    revisions = [revision(second) for second in seconds]
    found = down_to(EVENING, revisions)
    assert found == revisions[: len(found)]
    assert all(one.at >= EVENING for one in found[:-1])
    assert (
        found == revisions
        or len(found) == MOST_REVISIONS
        or (len(found) < MOST_REVISIONS and found[-1].at < EVENING)
    )


def test_what_is_not_asked_for_is_not_looked_at() -> None:
    waiting = iter([revision(1), revision(-1), revision(-2)])
    assert len(down_to(EVENING, waiting)) == 2
    assert next(waiting) == revision(-2)


@pytest.mark.parametrize("second", [0, -1, 1_770_141_600, 4_000_000_000])
def test_a_second_of_git_is_that_of_1970_in_utc(second: int) -> None:
    assert git_time(second).timestamp() == second
    assert git_time(second).tzinfo is UTC


@pytest.mark.parametrize("second", [2**40, 2**63, 10**30, -(2**40), -(10**30)])
def test_a_second_that_no_year_has_is_the_end_of_time_or_its_beginning(second: int) -> None:
    assert (git_time(second) > EVENING) == (second > 0)
    assert git_time(second).year == (9999 if second > 0 else 1)
