"""Tag patterns are RE2, or a ValueError that says what RE2 lacks."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core.rules.pattern import compile_pattern
from tests.image_pushes import tags


@pytest.mark.parametrize("text", ["(?<branch>.+)-(?<sha>[0-9a-f]+)", "(?P<branch>.+)-(?P<sha>.+)"])
def test_both_spellings_of_named_groups_are_read(text: str) -> None:
    assert compile_pattern(text).fullmatch("main-4f2c1d9").groupdict() == {
        "branch": "main",
        "sha": "4f2c1d9",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("(", r"missing \)"),
        ("(?!rc)", "no look-around"),
        ("(a)\\1", "no back-references"),
        ("a{1001}", "no repeats over 1,000"),
        ("((a{100}){100}){100}", "invalid repetition size"),
        ("(?<a b>.)", "invalid named capture"),
        ("(?<IMAGE_TAG>.+)", "IMAGE_TAG, which is a variable already"),
        ("(?<OLD_TAG>.+)", "OLD_TAG, which is a variable already"),
        ("\ud800", "surrogates"),
    ],
)
def test_what_is_no_pattern_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compile_pattern(text)


def test_deep_nesting_is_matched_all_the_same() -> None:
    assert compile_pattern("(" * 5000 + "a" + ")" * 5000).fullmatch("a")


def test_a_pattern_that_others_take_hours_for_is_answered_at_once() -> None:
    assert compile_pattern("(a*)*b").fullmatch("a" * 128) is None


@given(st.text() | st.text(alphabet="ab()[]{}*+?|\\.^$<>P:,10-i", max_size=20), tags)
@example("(?<größe>.+)", "1")
@example("\\C*", "1")
@example("\0", "1")
def test_any_text_is_a_pattern_or_a_value_error(text: str, tag: str) -> None:
    try:
        pattern = compile_pattern(text)
    except ValueError:
        return
    match = pattern.fullmatch(tag)
    assert match is None or set(match.groupdict()) == set(pattern.groupindex)


def test_two_groups_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="has two groups named a; give each a name of its own"):
        compile_pattern("(?<a>x)|(?P<a>y)")
