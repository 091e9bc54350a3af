"""All image repositories are in one part each, and each part comes first at times."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.listing_parts import AT_ONCE, Part, in_turn, parts
from tagboat.core.registry import ImageRepository
from tests.image_pushes import NOON
from tests.rule_sets import rule, rules


def repositories(*names: str) -> list[ImageRepository]:
    return [ImageRepository("123456789012", "us-east-1", name) for name in names]


def grouped(*groups: list[str]) -> list[Part]:
    names = ("a", "b", "c", "d", "e")
    some = [rule(name, name, name=name) for name in names]
    return parts(repositories(*names), rules(*some, together=list(groups)))


@given(st.integers(0, 60))
def test_image_repositories_are_divided_by_tens(count: int) -> None:
    some = repositories(*map(str, range(count)))
    found = parts(some, rules(rule()))
    assert [one for part in found for one in part.repositories] == some
    assert all(len(part.repositories) == AT_ONCE for part in found[:-1])
    assert not any(part.is_together for part in found)


def test_those_that_move_together_are_one_part() -> None:
    first, second, rest = grouped(["a", "d"], ["b", "e"])
    assert first == Part(tuple(repositories("a", "d")), is_together=True)
    assert second == Part(tuple(repositories("b", "e")), is_together=True)
    assert rest == Part(tuple(repositories("c")))


def test_groups_that_share_an_image_repository_are_one_part() -> None:
    names = (("a", "a"), ("b", "b"), ("b2", "b"), ("c", "c"))
    some = [rule(image, name, name=name) for name, image in names]
    both = rules(*some, together=[["a", "b"], ["b2", "c"]])
    assert parts(repositories("c", "b", "a"), both) == [
        Part(tuple(repositories("c", "b", "a")), is_together=True)
    ]


@given(st.integers(0, 40), st.integers(0, 10**7))
def test_a_turn_leaves_out_nothing_and_keeps_the_order(count: int, minutes: int) -> None:
    some = [Part(tuple(repositories(str(number)))) for number in range(count)]
    turn = in_turn(some, NOON + timedelta(minutes=minutes))
    first = some.index(turn[0]) if turn else 0
    assert turn == [*some[first:], *some[:first]]


@pytest.mark.parametrize("every", [1, 5, 10, 15, 30, 60, 6 * 60, 24 * 60])
@pytest.mark.parametrize("count", [2, 3, 7, 15, 30, 60])
def test_each_part_is_first_at_times_whatever_the_schedule_is(every: int, count: int) -> None:
    some = [Part(tuple(repositories(str(number)))) for number in range(count)]
    times = (NOON + number * timedelta(minutes=every) for number in range(8 * count))
    assert {in_turn(some, now)[0] for now in times} == set(some)
