"""Texts are compared by their code points, as Flux does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.alphabetical import Alphabetical
from tagboat.core.variables import Template
from tests.candidates import candidate
from tests.image_pushes import tags


@pytest.mark.parametrize(
    ("texts", "last", "first"),
    [
        (["a", "b", "c"], "c", "a"),
        (["B", "a"], "a", "B"),
        (["10", "9"], "9", "10"),
        (["2026-01-31", "2026-02-01"], "2026-02-01", "2026-01-31"),
        (["bionic", "bionic-2"], "bionic-2", "bionic"),
        (["a_", "a-", "a."], "a_", "a-"),
    ],
)
def test_the_last_or_the_first_is_chosen(texts: list[str], last: str, first: str) -> None:
    for order_of_texts in (texts, texts[::-1]):
        pushes = [candidate(text) for text in order_of_texts]
        up, down = Alphabetical().choose(pushes), Alphabetical("desc").choose(pushes)
        assert up.candidate
        assert up.candidate.push.tag == last
        assert down.candidate
        assert down.candidate.push.tag == first


def test_the_words_fit_the_order() -> None:
    pushes = [candidate("a"), candidate("b")]
    up, down = Alphabetical().choose(pushes), Alphabetical("desc").choose(pushes)
    assert up.reason == "the last in alphabetical order"
    assert up.why_not == "b is later in alphabetical order"
    assert down.reason == "the first in alphabetical order"
    assert down.why_not == "a is earlier in alphabetical order"
    assert Alphabetical().choose(pushes, {"IMAGE_TAG": "c"}).reason == (
        "c is there already and is later in alphabetical order"
    )
    assert Alphabetical("desc").choose(pushes, {"IMAGE_TAG": "A"}).reason == (
        "A is there already and is earlier in alphabetical order"
    )


def test_the_text_may_be_made_of_parts_of_the_tag() -> None:
    policy = Alphabetical(extract=Template("$day-$hour", {"day", "hour"}))
    one = candidate("9-2026-01-01", {"day": "2026-01-01", "hour": "09"})
    other = candidate("1-2026-02-01", {"day": "2026-02-01", "hour": "01"})
    assert policy.choose([one, other]).candidate is other
    assert policy.refusal({"IMAGE_TAG": "9", "day": "2026-01-01"}) == (
        "$hour has no value to order by"
    )


@given(st.lists(tags, min_size=1), st.none() | st.text())
def test_the_order_is_that_of_the_code_points(texts: list[str], there: str | None) -> None:
    assert not Alphabetical.by_push_time
    pushes = [candidate(text) for text in texts]
    current = None if there is None else {"IMAGE_TAG": there}
    up, down = Alphabetical().choose(pushes, current), Alphabetical("desc").choose(pushes, current)
    written = [] if there is None else [there]
    assert (up.candidate.push.tag if up.candidate else there) == max(texts + written)
    assert (down.candidate.push.tag if down.candidate else there) == min(texts + written)
    assert Alphabetical().choose(pushes[::-1], current) == up


@given(tags)
def test_every_tag_has_a_place(tag: str) -> None:
    assert Alphabetical().refusal({"IMAGE_TAG": tag}) is None
