"""A file that is nothing but a value: no byte outside the value changes."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import VALUE, Place
from tagboat.core.file_editors.plain import Plain
from tests.image_pushes import tags

SPACE = st.text(alphabet=" \t\r\n\v\f\x1c\x85\u2028\u00a0", max_size=4)
MARK = st.sampled_from(["", "\ufeff"])


def find(text: str, file: str = "tag") -> Place:
    (place,) = Plain().find(text, file, {})
    return place


def replace(text: str, value: str, file: str = "tag") -> str:
    return Plain().write(text, file, [(find(text, file), value)])


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
    assert find(text).old == old
    assert replace(text, "2.0") == expected


def test_the_place_is_where_the_value_stands() -> None:
    assert find("\ufeff\r\n\r\n  1.0\r\n") == Place(
        where="", line=3, column=3, role=VALUE, old="1.0", start=7, end=10
    )
    assert (find("\ufeff1.0").line, find("\ufeff1.0").column) == (1, 1)


@pytest.mark.parametrize("text", ["1.0\n2.0\n", "a: 1\r\nb: 2", "1\r2", "1\x852", "1\u20282\n"])
def test_a_file_of_several_lines_is_refused(text: str) -> None:
    with pytest.raises(ValueNotFound, match=r"values\.yaml has 2 lines"):
        find(text, "values.yaml")


@pytest.mark.parametrize("text", ["tag: 1.0\n", "TAG=1.0\n", "two words\n"])
def test_a_line_that_is_more_than_a_value_is_refused(text: str) -> None:
    with pytest.raises(ValueNotFound, match=r"values\.yaml holds '.+', which is more than a value"):
        replace(text, "2.0", "values.yaml")


def test_a_value_may_have_spaces_where_the_new_one_has_them_too() -> None:
    assert replace("built from a1\n", "built from b2") == "built from b2\n"


@pytest.mark.parametrize("value", ["", " ", " 2.0", "2.0\n", "2\n0", "\ufeff2.0", "\u00a02.0"])
def test_a_value_that_would_not_read_back_is_refused(value: str) -> None:
    with pytest.raises(ValueNotFound, match="would not read back"):
        replace("1.0\n", value)


def test_an_empty_file_may_have_no_value() -> None:
    for text in ("", "\ufeff", "\n"):
        assert Plain(optional=True).find(text, "tag", {}) == []
        assert Plain(optional=True).write(text, "tag", []) == text
    assert Plain(optional=True).find("1.0\n", "tag", {}) == [find("1.0\n")]


@given(MARK, SPACE, st.text(), SPACE, tags)
@example("\ufeff", "", "\ufeff1", "", "2")
def test_no_byte_outside_the_value_changes(
    mark: str, before: str, old: str, after: str, new: str
) -> None:
    text = mark + before + old + after
    try:
        place = find(text)
        replaced = replace(text, new)
    except ValueNotFound:
        return
    assert text[place.start : place.end] == place.old
    assert replaced == text[: place.start] + new + text[place.end :]
    assert replaced.startswith(mark)
    assert find(replaced).old == new


@given(MARK, SPACE, tags, SPACE, tags)
def test_there_and_back_again_restores_the_bytes(
    mark: str, before: str, old: str, after: str, new: str
) -> None:
    text = mark + before + old + after
    assert find(text).old == old
    there = replace(text, new)
    assert find(there).old == new
    assert replace(there, old) == text


@given(st.text(), st.text())
def test_any_text_and_value_are_edited_or_refused(text: str, value: str) -> None:
    try:
        edited = replace(text, value)
    except ValueNotFound:
        return
    assert find(edited).old == value
    old = find(text).old
    assume(old and not any(map(str.isspace, value)) and "=" not in value)
    assert replace(edited, old) == text
