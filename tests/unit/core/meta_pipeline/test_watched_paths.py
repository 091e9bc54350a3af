"""Which commits concern the meta pipeline."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.watched_paths import Difference, touched_path

WATCHED = {"pipeline.yaml", "ci/pipeline.json"}
paths = st.none() | st.sampled_from(["README.md", "ci/pipeline.json", "pipeline.yaml", "x"])
differences = st.lists(st.builds(Difference, paths, paths))


@pytest.mark.parametrize(
    "difference",
    [
        Difference(None, "pipeline.yaml"),
        Difference("pipeline.yaml", "pipeline.yaml"),
        Difference("pipeline.yaml", None),
        Difference("pipeline.yaml", "old/pipeline.yaml"),
        Difference("old/pipeline.yaml", "pipeline.yaml"),
    ],
    ids=["added", "changed", "deleted", "moved away", "moved here"],
)
def test_a_watched_file_that_is_touched_in_any_way_counts(difference: Difference) -> None:
    assert touched_path(WATCHED, [Difference("a", "a"), difference]) == "pipeline.yaml"


def test_neighbours_of_a_watched_file_do_not_count() -> None:
    neighbours = ["README.md", "pipeline.yaml.bak", "ci", "ci/pipeline.json/x", "Pipeline.yaml"]
    assert touched_path(WATCHED, [Difference(path, path) for path in neighbours]) is None


@given(differences)
def test_it_counts_if_and_only_if_some_path_is_watched(found: list[Difference]) -> None:
    every = {path for one in found for path in (one.before, one.after)}
    touched = touched_path(WATCHED, found)
    assert (touched is not None) == bool(every & WATCHED)
    assert touched is None or touched in every & WATCHED


def test_nothing_is_fetched_after_the_first_that_counts() -> None:
    def pages() -> Iterator[Difference]:
        yield Difference("pipeline.yaml", "pipeline.yaml")
        raise AssertionError("the next page was fetched")

    assert touched_path(WATCHED, pages()) == "pipeline.yaml"
