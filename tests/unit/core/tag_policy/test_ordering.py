"""The highest rank is chosen, never below what is there, and ties never depend on order."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.base import Candidate
from tagboat.core.tag_policy.ordering import Ordering, newest
from tagboat.core.variables import Template
from tests.candidates import candidate

DIGESTS = [f"sha256:{digit * 64}" for digit in "12"]


def by_number(extract: str | None = None, *, is_descending: bool = False) -> Ordering[int]:
    return Ordering(
        rank=int,
        extract=Template(extract, None) if extract else None,
        is_descending=is_descending,
        reason="the best",
        relation="better",
    )


def test_the_highest_is_chosen_and_the_others_are_told_why_not() -> None:
    low, high = candidate("2", at=1), candidate("10", at=0)
    choice = by_number().choose([low, high])
    assert choice.candidate is high
    assert (choice.reason, choice.why_not) == ("the best", "10 is better")


def test_the_lowest_is_chosen_in_descending_order() -> None:
    low, high = candidate("2"), candidate("10")
    assert by_number(is_descending=True).choose([low, high]).candidate is low


def test_of_equals_the_newest_is_chosen() -> None:
    old, new, low = candidate("01", at=0), candidate("1", at=1), candidate("0", at=2)
    for ordering in (by_number(), by_number(is_descending=True)):
        choice = ordering.choose([old, new])
        assert choice.candidate is new
        assert choice.why_not == "1 was pushed later"
    assert by_number().choose([old, low, new]).why_not == "1 is better or was pushed later"


@pytest.mark.parametrize(("there", "is_descending"), [("3", False), ("1", True)])
def test_what_is_there_stays_if_it_is_better(there: str, *, is_descending: bool) -> None:
    choice = by_number(is_descending=is_descending).choose([candidate("2")], {"IMAGE_TAG": there})
    assert choice.candidate is None
    assert choice.reason == choice.why_not == f"{there} is there already and is better"


@pytest.mark.parametrize("is_descending", [False, True])
def test_an_equal_candidate_is_chosen_rather_than_what_is_there(*, is_descending: bool) -> None:
    only = candidate("2")
    ordering = by_number(is_descending=is_descending)
    assert ordering.choose([only], {"IMAGE_TAG": "02"}).candidate is only


@pytest.mark.parametrize("there", [None, {}, {"IMAGE_TAG": "none"}, {"branch": "9"}])
def test_what_has_no_rank_counts_as_nothing(there: dict[str, str] | None) -> None:
    only = candidate("2")
    assert by_number().choose([only], there).candidate is only


def test_a_part_of_the_tag_may_be_what_counts() -> None:
    old, new = candidate("b-1", {"n": "1"}), candidate("a-2", {"n": "2"})
    ordering = by_number("${n}0")
    assert ordering.choose([old, new]).candidate is new
    assert ordering.choose([old, new]).why_not == "a-2 is better"
    assert ordering.choose([old, new], {"n": "3"}).reason == "30 is there already and is better"
    there = {"n": "3", "IMAGE_TAG": "c-3"}
    assert ordering.choose([old, new], there).reason == "c-3 is there already and is better"


@pytest.mark.parametrize("extract", ["$n", "$m-$n"])
def test_what_lacks_a_name_is_refused_and_counts_as_nothing(extract: str) -> None:
    ordering = by_number(extract)
    assert ordering.refusal({"IMAGE_TAG": "1", "m": "1"}) == "$n has no value to order by"
    only = candidate("2", {"m": "", "n": "2"})
    assert ordering.choose([only], {"IMAGE_TAG": "9", "m": "9"}).candidate is only


def test_what_has_no_rank_is_refused_with_the_reason() -> None:
    assert by_number().refusal({"IMAGE_TAG": "1"}) is None
    reason = by_number().refusal({"IMAGE_TAG": "one"})
    assert reason == "invalid literal for int() with base 10: 'one'"


def test_the_newest_of_one_second_is_by_tag_then_digest_then_id() -> None:
    a, b = candidate("a", digest=DIGESTS[1]), candidate("b", digest=DIGESTS[0])
    c = candidate("b", digest=DIGESTS[1], id="1")
    d = candidate("b", digest=DIGESTS[1], id="2")
    assert newest([b, a]) is b
    assert newest([c, b, a]) is c
    assert newest([d, c, b, a]) is d


numbers = st.builds(
    candidate,
    st.integers(0, 3).map(str),
    at=st.integers(0, 1),
    id=st.uuids(version=4).map(str),
)
what_is_there = st.none() | st.dictionaries(
    st.sampled_from(["IMAGE_TAG", "n"]), st.sampled_from(["0", "1", "2", "3", "4", "x"])
)


def push_time(found: Candidate) -> datetime:
    return found.push.pushed_at


@given(st.lists(numbers, min_size=1), what_is_there, st.booleans())
def test_the_choice_is_total_and_never_below_what_is_there(
    candidates: Sequence[Candidate], there: dict[str, str] | None, is_descending: bool
) -> None:
    choice = by_number(is_descending=is_descending).choose(candidates, there)
    sign = -1 if is_descending else 1
    best = max(sign * int(found.push.tag) for found in candidates)
    written = (there or {}).get("IMAGE_TAG", "x")
    if written != "x" and sign * int(written) > best:
        assert choice.candidate is None
    else:
        assert choice.candidate is not None
        assert choice.candidate in candidates
        assert sign * int(choice.candidate.push.tag) == best
        equals = [found for found in candidates if found.push.tag == choice.candidate.push.tag]
        assert push_time(choice.candidate) == max(map(push_time, equals))


@given(
    st.lists(numbers, min_size=1),
    what_is_there,
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_candidates_does_not_matter(
    candidates: list[Candidate], there: dict[str, str] | None, is_descending: bool, random: Random
) -> None:
    ordering = by_number(is_descending=is_descending)
    choice = ordering.choose(candidates, there)
    random.shuffle(candidates)
    assert ordering.choose(candidates, there) == choice


@pytest.mark.parametrize(
    ("one", "other", "is_descending", "expected"),
    [
        ("2", "1", False, True),
        ("1", "2", False, False),
        ("1", "01", False, False),
        ("2", "1", True, False),
        ("1", "2", True, True),
        ("x", "1", False, None),
        ("1", "x", False, None),
        ("x", "x", True, None),
    ],
)
def test_one_is_newer_than_another_if_its_rank_is_beyond(
    one: str, other: str, *, is_descending: bool, expected: bool | None
) -> None:
    ordering = by_number(is_descending=is_descending)
    assert ordering.is_newer({"IMAGE_TAG": one}, {"IMAGE_TAG": other}) is expected
