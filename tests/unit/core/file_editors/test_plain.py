"""A file that is nothing but a value: no byte outside the value changes."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.plain import Replacement, replace
from tests.image_pushes import tags

SPACE = st.text(alphabet=" \t\r\n\v\f\x1c\x85\u2028\u00a0", max_size=4)
MARK = st.sampled_from(["", "\ufeff"])


@pytest.mark.parametrize(
    ("text", "expected", "old"),
    [
        ("1.0", "2.0", "1.0"),
        ("1.0\n", "2.0\n", "1.0"),
        ("1.0\r\n", "2.0\r\n", "1.0"),
        ("\ufeff1.0\n", "\ufeff2.0\n", "1.0"),
        ("\n\t 1.0 \n\n", "\n\t 2.0 \n\n", "1.0"),
        ("", "2.0", ""),
        ("\n", "2.0\n", ""),
        ("\ufeff\r\n", "\ufeff2.0\r\n", ""),
        ("2.0\n", "2.0\n", "2.0"),
    ],
)
def test_only_the_value_is_replaced(text: str, expected: str, old: str) -> None:
    assert replace(text, "2.0", "tag") == Replacement(expected, old)


@pytest.mark.parametrize("text", ["1.0\n2.0\n", "a: 1\r\nb: 2", "1\r2", "1\x852", "1\u20282\n"])
def test_a_file_of_several_lines_is_refused(text: str) -> None:
    with pytest.raises(ValueNotFound, match=r"values\.yaml has 2 lines"):
        replace(text, "2.0", "values.yaml")


@pytest.mark.parametrize("text", ["tag: 1.0\n", "TAG=1.0\n", "two words\n"])
def test_a_line_that_is_more_than_a_value_is_refused(text: str) -> None:
    with pytest.raises(ValueNotFound, match=r"values\.yaml holds '.+', which is more than a value"):
        replace(text, "2.0", "values.yaml")


def test_a_value_may_have_spaces_where_the_new_one_has_them_too() -> None:
    assert replace("built from a1\n", "built from b2", "tag").text == "built from b2\n"


@pytest.mark.parametrize("value", ["", " ", " 2.0", "2.0\n", "2\n0", "\ufeff2.0", "\u00a02.0"])
def test_a_value_that_would_not_read_back_is_refused(value: str) -> None:
    with pytest.raises(ValueNotFound, match="would not read back"):
        replace("1.0\n", value, "tag")


@given(MARK, SPACE, st.text(), SPACE, tags)
@example("\ufeff", "", "\ufeff1", "", "2")
def test_no_byte_outside_the_value_changes(
    mark: str, before: str, old: str, after: str, new: str
) -> None:
    text = mark + before + old + after
    try:
        replacement = replace(text, new, "tag")
    except ValueNotFound:
        return
    start = text.index(replacement.old, len(mark)) if replacement.old else None
    if start is not None:
        end = start + len(replacement.old)
        assert replacement.text == text[:start] + new + text[end:]
    assert replacement.text.startswith(mark)
    assert replace(replacement.text, new, "tag") == Replacement(replacement.text, new)


@given(MARK, SPACE, tags, SPACE, tags)
def test_there_and_back_again_restores_the_bytes(
    mark: str, before: str, old: str, after: str, new: str
) -> None:
    text = mark + before + old + after
    there = replace(text, new, "tag")
    assert there.old == old
    assert replace(there.text, old, "tag") == Replacement(text, new)


@given(st.text(), st.text())
def test_any_text_and_value_are_edited_or_refused(text: str, value: str) -> None:
    try:
        edited = replace(text, value, "tag")
    except ValueNotFound:
        return
    assert replace(edited.text, value, "tag").old == value
    assume(edited.old and not any(map(str.isspace, value)) and "=" not in value)
    assert replace(edited.text, edited.old, "tag").text == text
