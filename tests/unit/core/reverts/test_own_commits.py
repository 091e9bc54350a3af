"""Tagboat's own commits on top of a branch do not count; a person's between them always does."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.reverts.own_commits import MOST_WALKED, SeenCommit, is_own, walk_back
from tests.own_messages import OWN

BEGINNING = datetime(2026, 2, 3, tzinfo=UTC)

type Made = tuple[int, bool, bool]
"""Minutes since the commit before, whether it is Tagboat's own, and whether it is a merge."""
HISTORIES = st.lists(
    st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 9).map(lambda one: one == 0)),
    min_size=1,
    max_size=3 * MOST_WALKED,
)


def branch(*made: Made) -> Sequence[SeenCommit]:
    """The commits of a branch, the oldest first, each named by its number."""
    at, found = BEGINNING, list[SeenCommit]()
    for number, (minutes, own, merge) in enumerate(made):
        at += timedelta(minutes=minutes)
        parents = [f"{number - 1}"] if number else []
        parents += ["side"] if merge else []
        found.append(SeenCommit(at, OWN if own else "A person's", parents))
    return found


def by_id(commits: Sequence[SeenCommit]) -> Mapping[str, SeenCommit]:
    return {f"{number}": one for number, one in enumerate(commits)}


def last_by_others(commits: Sequence[SeenCommit]) -> datetime:
    """What is to be found out: of merges nothing is known, and a beginning is nobody's."""
    others = [one.at for one in commits if not is_own(one.message) or len(one.parents) != 1]
    return others[-1] if others else commits[0].at


@given(HISTORIES)
def test_is_never_earlier_than_the_last_commit_that_somebody_else_made(made: list[Made]) -> None:
    commits = branch(*made)
    walked = walk_back(f"{len(commits) - 1}", by_id(commits).get, {})
    expected = last_by_others(commits)
    assert walked.until is not None
    assert walked.until >= expected
    if len(walked.commits) < MOST_WALKED:
        assert walked.until == expected
    else:
        assert walked.until == commits[-MOST_WALKED].at


@given(HISTORIES, st.integers(0, 9 * 3 * MOST_WALKED))
def test_nor_where_it_is_followed_back_to_some_time_only(made: list[Made], minutes: int) -> None:
    commits, since = branch(*made), BEGINNING + timedelta(minutes=minutes)
    walked = walk_back(f"{len(commits) - 1}", by_id(commits).get, {}, since)
    assert walked.until is not None
    assert walked.until >= last_by_others(commits)
    times = [by_id(commits)[one].at for one in walked.commits]
    assert all(at >= since for at in times[:-1])


@given(HISTORIES, st.data())
def test_what_is_known_saves_looking_and_changes_nothing(
    made: list[Made], data: st.DataObject
) -> None:
    commits = branch(*made)
    heads = data.draw(
        st.lists(st.integers(0, len(commits) - 1), min_size=1, unique=True).map(sorted)
    )
    known: dict[str, datetime] = {}
    looked: list[str] = []

    def look(commit: str) -> SeenCommit | None:
        looked.append(commit)
        return by_id(commits).get(commit)

    for head in heads:
        walked = walk_back(f"{head}", look, known)
        assert walked.until is not None
        assert walked.until >= last_by_others(commits[: head + 1])
        if head < MOST_WALKED:
            assert walked.until == last_by_others(commits[: head + 1])
        known |= dict.fromkeys(walked.commits, walked.until)
    assert len(looked) == len(set(looked))


def test_a_commit_that_cannot_be_seen_ends_the_way() -> None:
    commits = branch((0, False, False), (1, True, False), (1, True, False))
    seen = by_id(commits)
    assert walk_back("2", {"2": seen["2"]}.get, {}).until == commits[2].at
    nothing = walk_back("2", by_id([]).get, {})
    assert (nothing.until, list(nothing.commits)) == (None, [])


def test_of_a_branch_that_nobody_else_committed_to_the_beginning_is_told() -> None:
    commits = branch(*[(1, True, False)] * 3)
    assert walk_back("2", by_id(commits).get, {}).until == commits[0].at


def test_tagboat_s_own_commits_have_its_trailers() -> None:
    assert is_own(OWN)
    assert is_own(f"Merge (#1)\n\n* {OWN}")


@pytest.mark.parametrize(
    "message",
    [
        "",
        'Revert "To 1"\n\nThis reverts commit c0ffee.\n',
        OWN.replace("Tagboat-Image", "Tagboat-Held"),
        "Update 1 image\n\nTagboat-More: 1\n",
    ],
)
def test_what_has_not_those_trailers_is_somebody_else_s(message: str) -> None:
    assert not is_own(message)
