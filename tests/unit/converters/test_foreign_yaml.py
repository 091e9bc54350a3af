"""Any text is data of texts, or an error of ours, and takes no more than it should."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.foreign_yaml import (
    Data,
    at,
    documents,
    is_true,
    items_at,
    keys_at,
    text_at,
    with_small_keys,
)
from tagboat.core.errors import TargetError

TEXT = """\
# first
a: 1.10
b: [~, "~", null, !Ref x, 'null']
--- # second
<<: {c: 1, d: 2}
d: 3
---
e: &e {f: 0x1f}
g: *e
"""


def data(text: str) -> list[Data]:
    return [document.data for document in documents(text, "a.yaml")]


def test_values_are_texts_as_they_are_spelled_and_documents_have_lines() -> None:
    found = documents(TEXT, "a.yaml")
    assert [document.line for document in found] == [2, 5, 8]
    assert [document.data for document in found] == [
        {"a": "1.10", "b": [None, "~", None, "x", "null"]},
        {"c": "1", "d": "3"},
        {"e": {"f": "0x1f"}, "g": {"f": "0x1f"}},
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [", "cannot be read as YAML"),
        ("a: 1\na: 2", "twice"),
        ("a: &a [*a]", "a.yaml"),
        ("a: *b", "a.yaml"),
        ("[" * 101 + "]" * 101, "levels"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_file(text: str, reason: str) -> None:
    with pytest.raises(TargetError, match=reason):
        documents(text, "a.yaml")


def test_aliases_of_aliases_do_not_fill_the_memory() -> None:
    lines = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(TargetError, match="more than 200,000 values"):
        documents("\n".join(["a0: &a0 x", *lines]), "a.yaml")


def test_what_is_not_there_is_nothing() -> None:
    (found,) = data("a: {b: [c], d: true, e: ~}")
    assert text_at(found, "a", "d") == "true"
    assert is_true(found, "a", "d")
    assert items_at(found, "a", "b") == ["c"]
    assert keys_at(found, "a", "x") == {}
    assert at(found, "a", "b", "c") is None
    assert text_at(found, "a") is None
    assert items_at(found, "a") == []
    assert not is_true(found, "a", "e")


def test_keys_in_small_letters_are_read_whatever_their_case() -> None:
    (found,) = data("A: [{B: C}]")
    assert with_small_keys(found) == {"a": [{"b": "C"}]}


@given(st.text() | st.text("ab:-[]{}&*!|>'\"#\n <,?", max_size=30))
def test_any_text_is_data_or_an_error_of_ours(text: str) -> None:
    with suppress(TargetError):
        documents(text, "a.yaml")
