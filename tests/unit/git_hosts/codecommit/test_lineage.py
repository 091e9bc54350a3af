"""Which versions led to what a file is: those of CodeCommit's graph, in whatever order."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tagboat.git_hosts.codecommit.lineage import Version, lineage

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)


def version(
    number: int, children: Sequence[int] = (), parents: Sequence[str] = ("p",), blob: str = ""
) -> Version:
    return Version(
        commit=f"c{number}",
        parents=parents,
        blob=blob or f"b{number}",
        at=EVENING + timedelta(minutes=number),
        author="Ada",
        message="",
        children=frozenset(f"c{child}" for child in children),
    )


def never(commit: str) -> str | None:
    raise AssertionError(f"{commit} need not be asked about")


def trace(versions: Sequence[Version], blobs: Mapping[str, str]) -> list[str]:
    return [one.commit for one in lineage(versions, "head", blobs.get)]


@given(st.permutations(range(5)))
def test_versions_on_one_line_are_told_without_a_question(order: list[int]) -> None:
    line = [version(number, [number + 1]) for number in range(5)]
    found = lineage([line[number] for number in order], "head", never)
    assert [one.commit for one in found] == ["c4", "c3", "c2", "c1", "c0"]


@given(st.permutations(range(5)))
def test_children_may_be_all_that_follow(order: list[int]) -> None:
    line = [
        version(number, range(number + 1, 5), parents=[f"before-{number}"]) for number in range(5)
    ]
    blobs = {f"before-{number}": f"b{number - 1}" for number in range(1, 5)}
    assert trace([line[number] for number in order], blobs) == ["c4", "c3", "c2", "c1", "c0"]


def test_times_that_go_backwards_do_not_matter_on_one_line() -> None:
    assert trace([version(9, [3]), version(3, [5]), version(5)], {}) == ["c5", "c3", "c9"]


def test_of_two_sides_the_one_that_the_file_is_from_is_told() -> None:
    sides = [version(0, [1, 2]), version(1), version(2)]
    assert trace(sides, {"head": "b1"}) == ["c1", "c0"]
    assert trace(sides, {"head": "b2"}) == ["c2", "c0"]


def test_a_merge_that_kept_the_file_of_a_side_is_no_version() -> None:
    merged = version(3, parents=["left", "right"], blob="b1")
    sides = [version(0, [1, 2]), version(1, [3]), version(2, [3]), merged]
    assert trace(sides, {"left": "b1", "right": "b2"}) == ["c1", "c0"]


def test_a_merge_that_changed_the_file_has_both_sides() -> None:
    merged = version(3, parents=["left", "right"])
    sides = [version(0, [1, 2]), version(1, [3]), version(2, [3]), merged]
    assert trace(sides, {"left": "b1", "right": "b2"}) == ["c3", "c2", "c1", "c0"]


def test_where_nothing_tells_sides_apart_both_are_told() -> None:
    sides = [version(0, [1, 2]), version(1), version(2)]
    assert trace(sides, {}) == ["c2", "c1", "c0"]
