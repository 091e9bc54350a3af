"""Which pushes start the meta pipeline, and that it never goes back."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.branch_push import BranchPush
from tagboat.core.meta_pipeline.errors import NotSettled
from tagboat.core.meta_pipeline.watched_paths import Difference
from tagboat.meta_pipeline.start_pipeline import Started, StartMetaPipeline

if TYPE_CHECKING:
    from tagboat.meta_pipeline.aws.commits import Commits

PUSH = BranchPush("shop", "main", "c0", "c1")
TOUCHED = [Difference("pipeline.yaml", "pipeline.yaml")]


class Repository:
    """A branch that moves whenever it is looked at, for as long as there are heads."""

    def __init__(self, heads: Iterable[str | None], differences: list[Difference]) -> None:
        self._heads: Iterator[str | None] = iter(heads)
        self._now: str | None = None
        self._differences = differences

    def head(self, branch: str) -> str | None:
        self._now = next(self._heads, self._now)
        return self._now

    def differences(self, before: str | None, after: str) -> Iterator[Difference]:
        assert (before, after) == (PUSH.before, PUSH.after)
        return iter(self._differences)


def started(
    heads: Iterable[str | None], differences: list[Difference]
) -> tuple[Started, list[tuple[str, str]]]:
    starts: list[tuple[str, str]] = []
    repository = cast("Commits", Repository(heads, differences))
    use_case = StartMetaPipeline(
        repository, lambda commit, token: starts.append((commit, token)), {"pipeline.yaml"}
    )
    return use_case(PUSH, "message"), starts


def test_a_push_that_touches_a_template_starts_the_pipeline_on_its_commit() -> None:
    assert started(["c1"], TOUCHED) == (
        Started("pipeline.yaml", "c1"),
        [("c1", "message-c1")],
    )


def test_a_push_that_touches_something_else_starts_nothing() -> None:
    assert started(["c1"], [Difference("README.md", "README.md")]) == (Started(None, None), [])


def test_a_late_event_starts_the_pipeline_at_what_the_branch_is_now() -> None:
    result, starts = started(["c7"], TOUCHED)
    assert (result.commit, [commit for commit, _ in starts]) == ("c7", ["c7"])


def test_a_branch_that_moves_meanwhile_is_followed() -> None:
    result, starts = started(["c1", "c2"], TOUCHED)
    assert (result.commit, [commit for commit, _ in starts]) == ("c2", ["c1", "c2"])


def test_a_branch_that_is_gone_starts_nothing() -> None:
    assert started([None], TOUCHED) == (Started("pipeline.yaml", None), [])


def test_a_branch_that_never_rests_brings_the_push_back() -> None:
    with pytest.raises(NotSettled, match="comes back"):
        started(map(str, range(99)), TOUCHED)


@given(st.lists(st.sampled_from("abc"), max_size=5))
def test_what_was_started_last_is_the_head_that_was_seen_after_it(moves: list[str]) -> None:
    try:
        result, starts = started(["c1", *moves], TOUCHED)
    except NotSettled:
        return
    assert result.commit == starts[-1][0]
    assert len({token for _, token in starts}) == len({commit for commit, _ in starts})
