"""Numbers are compared exactly, and what is not plainly a number is none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.numerical import Numerical
from tagboat.core.tag_policy.ordering import Order
from tagboat.core.variables import Template
from tests.candidates import candidate


def chosen(*tags: str, order: Order = "asc", there: str | None = None) -> str | None:
    current = None if there is None else {"IMAGE_TAG": there}
    choice = Numerical(order).choose([candidate(tag) for tag in tags], current)
    return choice.candidate.push.tag if choice.candidate else None


@pytest.mark.parametrize(
    ("tags", "largest", "smallest"),
    [
        (["9", "10"], "10", "9"),
        (["-9", "-10"], "-9", "-10"),
        (["1.5", "1.45"], "1.5", "1.45"),
        (["-1.5", "-1.45"], "-1.45", "-1.5"),
        (["-0.5", "0"], "0", "-0.5"),
        (["-0.5", "-0.25", "0.25"], "0.25", "-0.5"),
        (["007", "10"], "10", "007"),
        (["0.1", "0.09999999999999999999999"], "0.1", "0.09999999999999999999999"),
        (["9007199254740993", "9007199254740992"], "9007199254740993", "9007199254740992"),
        (["1" + "0" * 127, "9" * 127], "1" + "0" * 127, "9" * 127),
        (["0." + "0" * 125 + "1", "0." + "0" * 124 + "1"], "0." + "0" * 124 + "1", None),
    ],
)
def test_numbers_of_any_length_are_compared_exactly(
    tags: list[str], largest: str, smallest: str | None
) -> None:
    smallest = smallest or next(tag for tag in tags if tag != largest)
    for order_of_tags in (tags, tags[::-1]):
        assert chosen(*order_of_tags) == largest
        assert chosen(*order_of_tags, order="desc") == smallest


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "1e5", "1E5", "NaN", "nan", "Infinity", "-inf", "0x10", "0b1", "1_000", "1,5"),
        *(".5", "5.", "+5", "--5", "-", "1.2.3", " 1", "1 ", "1\n", "\u0661", "1\u0665", "1\ud800"),
        *("\u00b2", "1/2", "1" * 129, "0." + "1" * 127),
    ],
)
def test_what_is_not_plainly_a_number_is_refused(text: str) -> None:
    assert Numerical().refusal({"IMAGE_TAG": text}) == f"{text!r} is not a number"
    assert chosen("1", there=text) == "1"


@pytest.mark.parametrize("text", ["0", "-0", "00", "1.0", "-12.50", "1" * 128, "0." + "1" * 126])
def test_digits_with_a_minus_and_a_fraction_are_a_number(text: str) -> None:
    assert Numerical().refusal({"IMAGE_TAG": text}) is None


def test_the_words_fit_the_order() -> None:
    pushes = [candidate("1"), candidate("2")]
    up, down = Numerical().choose(pushes), Numerical("desc").choose(pushes)
    assert (up.reason, up.why_not) == ("the largest number", "2 is higher")
    assert (down.reason, down.why_not) == ("the smallest number", "1 is lower")
    stays = Numerical("desc").choose(pushes, {"IMAGE_TAG": "0"})
    assert stays.reason == "0 is there already and is lower"
    assert Numerical().choose(pushes, {"IMAGE_TAG": "3"}).reason == (
        "3 is there already and is higher"
    )


def test_the_number_may_be_a_part_of_the_tag() -> None:
    policy = Numerical("asc", Template("$ts", {"ts"}))
    old, new = candidate("z-9", {"ts": "9"}), candidate("a-10", {"ts": "10"})
    assert policy.choose([old, new]).candidate is new
    assert policy.choose([old, new], {"IMAGE_TAG": "b-11", "ts": "11"}).candidate is None
    assert policy.choose([old, new], {"IMAGE_TAG": "11"}).candidate is new


def test_push_time_does_not_count() -> None:
    assert not Numerical.by_push_time
    old, new = candidate("2", at=0), candidate("1", at=1)
    assert Numerical().choose([old, new]).candidate is old


decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(
    lambda number: f"{number:f}"
) | st.from_regex(r"-?[0-9]{1,60}(\.[0-9]{1,60})?", fullmatch=True).filter(str.isascii)


@given(st.lists(decimals, min_size=1), st.none() | decimals)
def test_the_order_is_that_of_the_numbers(tags: list[str], there: str | None) -> None:
    largest, smallest = max(map(Fraction, tags)), min(map(Fraction, tags))
    up, down = chosen(*tags, there=there), chosen(*tags, order="desc", there=there)
    if there is not None and Fraction(there) > largest:
        assert up is None
    else:
        assert up is not None
        assert Fraction(up) == largest
    if there is not None and Fraction(there) < smallest:
        assert down is None
    else:
        assert down is not None
        assert Fraction(down) == smallest


@given(st.text() | st.text(alphabet="-+.0159e_ \u0661\n", max_size=8))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    refusal = Numerical().refusal({"IMAGE_TAG": text})
    if refusal is None:
        assert Decimal(text).is_finite()
    else:
        assert refusal == f"{text!r} is not a number"
