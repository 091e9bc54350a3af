"""Near misses of a path: the same name elsewhere first, and never more than are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.checking.near_paths import MOST_LOOKED_AT, MOST_MISSING, near, near_paths

THERE = ["README.md", "helm/api/values.yaml", "helm/web/values-dev.yaml", "helm/web/values.yaml"]


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("helm/web/value-dev.yaml", ["helm/web/values-dev.yaml", "helm/web/values.yaml"]),
        ("web/values.yaml", ["helm/web/values.yaml", "helm/api/values.yaml"]),
        ("docs/readme.md", ["README.md"]),
        ("tags/prod", []),
    ],
)
def test_the_nearest_are_first(missing: str, expected: list[str]) -> None:
    assert near(missing, THERE)[: len(expected) or None] == expected


def test_only_the_first_files_and_paths_are_looked_at() -> None:
    there = [f"{index}" for index in range(MOST_LOOKED_AT)]
    assert near("values.yaml", [*there, "a/values.yaml"]) == []
    assert near("values.yaml", [*there[1:], "a/values.yaml"]) == ["a/values.yaml"]
    assert len(near_paths(there, ["a/0"])) == MOST_MISSING


@given(st.text(max_size=30), st.lists(st.text(max_size=30)))
def test_what_is_near_is_there_and_few(missing: str, there: list[str]) -> None:
    found = near(missing, there)
    assert set(found) <= set(there)
    assert len(found) == len(set(found)) <= 3


@given(st.lists(st.sampled_from("abc/"), max_size=300).map("".join))
def test_a_long_path_is_no_trouble(missing: str) -> None:
    assert near(missing, ["x" * 10_000]) == []
