"""What is wrong with data is said in words, with its place."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta, Struct

from tagboat.core.wrong_shape import wrong_shape


class Leaf(Struct, forbid_unknown_fields=True, rename="kebab"):
    file_name: Annotated[str, Meta(pattern="^[a-z]+$", description="small letters")] | None
    kind: Literal["one", "two"] = "one"


class Root(Struct, forbid_unknown_fields=True):
    leaves: list[Leaf]


def said(data: Any) -> tuple[str, str]:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.convert(data, Root)
    return wrong_shape(caught.value, Root)


@pytest.mark.parametrize(
    ("leaf", "place", "what"),
    [
        ({"file-name": "A"}, ".file-name", "it has to be small letters"),
        (
            {"file-name": 1},
            ".file-name",
            "it has to be small letters, not a whole number; put it in quotes",
        ),
        ({}, "", "the key 'file-name' is missing"),
        ({"file_name": "a"}, "", "unknown key 'file_name'; did you mean 'file-name'?"),
        ({"xyz": "a"}, "", "unknown key 'xyz'; known are file-name, kind"),
        (
            {"file-name": "a", "kind": "ten"},
            ".kind",
            "'ten' is not known; known are 'one', 'two'",
        ),
        ([], "", "it has to be keys with values, not a list"),
        ({1: "a"}, "", "a key is no text; write it in quotes"),
    ],
)
def test_each_mistake_has_a_place_and_words(leaf: Any, place: str, what: str) -> None:
    assert said({"leaves": [{"file-name": "fine"}, leaf]}) == (f"leaves[1]{place}", what)


def test_the_root_has_no_place() -> None:
    assert said(None) == ("", "it has to be keys with values, not empty")


def test_a_place_that_the_type_does_not_have_is_told_in_the_library_s_words() -> None:
    error = msgspec.ValidationError("Something - at `$.elsewhere[0].deep`")
    assert wrong_shape(error, Root) == ("elsewhere[0].deep", "Something")


@given(st.text())
def test_any_key_is_told_as_it_was_written(key: str) -> None:
    place, what = said({key: 1, "leaves": []} if key != "leaves" else {"leaves": [{"": 1}]})
    assert (place, what.startswith("unknown key '")) in {("", True), ("leaves[0]", True)}
