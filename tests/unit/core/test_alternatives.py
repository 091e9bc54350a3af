"""Braces stand for every choice of their alternatives, as in a shell, and for a bounded number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.alternatives import MOST_ALTERNATIVES, expand


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("a/b", ["a/b"]),
        ("", [""]),
        ("{dev,stage}/tag", ["dev/tag", "stage/tag"]),
        ("a{,.bak}", ["a", "a.bak"]),
        ("{a}{}", ["a"]),
        ("{a,b}{c,d}", ["ac", "ad", "bc", "bd"]),
        ("x{a,b{c,d/{e,f}}g}y", ["xay", "xbcgy", "xbd/egy", "xbd/fgy"]),
        ("a,b}c", ["a,b}c"]),
        ("{a}}", ["a}"]),
        ("[{,}]{a,[,}]}", ["[{,}]a", "[{,}][,}]"]),
        ("[]{]{a,b}", ["[]{]a", "[]{]b"]),
        ("[!]}]", ["[!]}]"]),
    ],
)
def test_braces_are_expanded_from_left_to_right(text: str, expanded: list[str]) -> None:
    assert expand(text) == expanded


@pytest.mark.parametrize("text", ["{", "{a,b", "a{b{c}", "{[}]"])
def test_braces_have_to_be_closed(text: str) -> None:
    with pytest.raises(ValueError, match=r"a \{ is not closed by a \}"):
        expand(text)


@pytest.mark.parametrize("text", ["[", "[]", "[!]", "[a/b]", "{[a,b}", "a[!"])
def test_sets_have_to_be_closed_within_their_part(text: str) -> None:
    with pytest.raises(ValueError, match=r"a \[ is not closed by a \] before the next /"):
        expand(text)


@pytest.mark.parametrize("text", ["{" + "," * MOST_ALTERNATIVES + "}", "{a,b}" * 7, "{a,b}" * 9000])
def test_there_are_not_more_alternatives_than_a_hundred(text: str) -> None:
    with pytest.raises(ValueError, match="more than 100 texts"):
        expand(text)
    assert len(expand("{" + "," * (MOST_ALTERNATIVES - 1) + "}")) == MOST_ALTERNATIVES


@given(st.text("{},[]!/a", max_size=60) | st.text())
def test_any_text_is_expanded_or_a_value_error(text: str) -> None:
    try:
        expanded = expand(text)
    except ValueError:
        return
    assert 1 <= len(expanded) <= MOST_ALTERNATIVES


@given(st.text(st.characters(exclude_characters="{[")))
def test_a_text_without_braces_is_itself(text: str) -> None:
    assert expand(text) == [text]
