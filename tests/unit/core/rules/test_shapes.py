"""Every place of another shape is told at once, and none where msgspec finds nothing wrong."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import example, given
from msgspec import Meta, Struct

from tagboat.core.rules.schema import WholeFile, WrittenRule
from tagboat.core.rules.shapes import wrong_shapes
from tests.rules_files import anything, files, written_rules


class Leaf(Struct, forbid_unknown_fields=True, rename="kebab"):
    file_name: Annotated[str, Meta(pattern="^[a-z]+$", description="small letters")]
    more: Annotated[str | list[int] | None, Meta(description="text, or a list of numbers")] = None


class Root(Struct, forbid_unknown_fields=True):
    leaf: Annotated[Leaf | Literal["none"], Meta(description="none, or a leaf")]
    leaves: list[Leaf] = []
    some: Annotated[list[Leaf], Meta(min_length=1, description="at least one leaf")] | None = None
    by_name: Annotated[dict[str, int] | int, Meta(description="a number, or one by name")] = 0


FINE = {"file-name": "a"}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"leaf": FINE}, []),
        ({"leaf": "none", "leaves": [FINE], "some": [FINE], "by_name": {"a": 1}}, []),
        ([], [((), "it has to be keys with values, not a list")]),
        (None, [((), "it has to be keys with values, not empty")]),
        ({}, [((), "the key 'leaf' is missing")]),
        (
            {"leef": 1, 2: 3, "some": []},
            [
                (("leef",), "unknown key; did you mean 'leaf'?"),
                ((), "a key is no text; write it in quotes"),
                ((), "the key 'leaf' is missing"),
                (("some",), "it has to be at least one leaf"),
            ],
        ),
        (
            {"leaf": {"file_name": "a"}},
            [
                (("leaf", "file_name"), "unknown key; did you mean 'file-name'?"),
                (("leaf",), "the key 'file-name' is missing"),
            ],
        ),
        ({"leaf": "any"}, [(("leaf",), "'any' is not known; it has to be none, or a leaf")]),
        ({"leaf": []}, [(("leaf",), "it has to be none, or a leaf, not a list")]),
        (
            {"leaf": FINE, "leaves": [FINE, 1, {"file-name": "A"}, {"file-name": "b", "mor": 1}]},
            [
                (("leaves", 1), "it has to be keys with values, not a whole number"),
                (("leaves", 2, "file-name"), "it has to be small letters"),
                (("leaves", 3, "mor"), "unknown key; did you mean 'more'?"),
            ],
        ),
        (
            {"leaf": FINE, "leaves": {}},
            [(("leaves",), "it has to be a list, not keys with values")],
        ),
        (
            {"leaf": FINE | {"more": [1, "x"]}, "by_name": {"a": 1, "b": "2", 3: 4}},
            [
                (("leaf", "more", 1), "it has to be a whole number, not text"),
                (("by_name", "b"), "it has to be a whole number, not text"),
                (("by_name",), "a key is no text; write it in quotes"),
            ],
        ),
        (
            {"leaf": FINE | {"more": {}}, "by_name": []},
            [
                (("leaf", "more"), "it has to be text, or a list of numbers, not keys with values"),
                (("by_name",), "it has to be a number, or one by name, not a list"),
            ],
        ),
    ],
)
def test_every_wrong_shape_has_its_place(data: Any, found: list[Any]) -> None:
    assert list(wrong_shapes(data, Root)) == found


def test_places_are_told_from_where_the_data_is() -> None:
    assert list(wrong_shapes({}, Leaf, ("leaves", 3))) == [
        (("leaves", 3), "the key 'file-name' is missing")
    ]


@given(files | anything)
@example({"version": 1, "rules": [{"name": "a", "image": [], "targets": []}]})
@example({"version": 10**30, "rules": []})
def test_there_is_something_wrong_if_and_only_if_msgspec_says_so(data: Any) -> None:
    check(data, WholeFile)


@given(written_rules)
@example({"name": "a", "image": "b", "targets": [{"file": "x", "document": {}}]})
@example({"name": "a", "image": "b", "targets": [{"file": "x", "document": True}]})
@example({"name": "a", "image": "b", "targets": [{"file": "x", "helm": {}}], "policy": {}})
def test_a_rule_is_wrong_if_and_only_if_msgspec_says_so(data: Any) -> None:
    check(data, WrittenRule)


def check(data: Any, of: Any) -> None:
    found = list(wrong_shapes(data, of))
    assert all(what for _, what in found)
    try:
        msgspec.convert(data, of)
    except msgspec.ValidationError:
        assert found
    else:
        assert found == []


@given(written_rules)
def test_every_place_that_is_told_is_in_the_data(data: dict[str, Any]) -> None:
    for location, _ in wrong_shapes(data, WrittenRule):
        at: Any = data
        for step in location:
            at = at[step]
