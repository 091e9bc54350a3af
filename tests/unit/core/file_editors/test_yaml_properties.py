"""Whatever a YAML file looks like, an edit changes the value and nothing else."""

import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from tagboat.core.errors import TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.value_path import ValuePath, shown
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.file_editors.yaml_text.types import kind_of
from tests.image_pushes import tags as image_tags
from tests.yaml_texts import Location, Written, new_values, yaml_texts

FILE = "values.yaml"


def editor(location: Location) -> Yaml:
    return Yaml(path=ValuePath.parse(shown(location), None))


def edit(text: str, location: Location, value: str) -> tuple[Place, str]:
    (place,) = editor(location).find(text, FILE, {})
    return place, editor(location).write(text, FILE, [(place, value)])


def data(text: str) -> Any:
    """Everything as text, by another way than the editor's: PyYAML's constructor."""
    return yaml.load(text.removeprefix("\ufeff"), Loader=yaml.CBaseLoader)


def typed(text: str) -> Any:
    """With the types that YAML 1.1 gives to plain values."""
    return yaml.load(text.removeprefix("\ufeff"), Loader=yaml.CSafeLoader)


def at(read: Any, location: Location) -> Any:
    for step in location:
        read = read[step]
    return read


def with_value(read: Any, location: Location, value: str) -> Any:
    if not location:
        return value
    step, *rest = location
    if isinstance(read, Mapping):
        return {**read, step: with_value(read[step], tuple(rest), value)}
    return [with_value(one, tuple(rest), value) if i == step else one for i, one in enumerate(read)]


@st.composite
def places(draw: st.DrawFn) -> tuple[Written, Location]:
    written = draw(yaml_texts())
    return written, draw(st.sampled_from(sorted(written.values, key=str)))


@given(places())
def test_a_value_is_found_where_it_is(found: tuple[Written, Location]) -> None:
    written, location = found
    (place,) = editor(location).find(written.text, FILE, {})
    assert place.old == written.values[location] == at(data(written.text), location).rstrip("\n")
    assert place.where == shown(location)


@given(places(), new_values)
def test_only_the_value_changes(found: tuple[Written, Location], value: str) -> None:
    written, location = found
    place, edited = edit(written.text, location, value)
    mark = len(written.text) - len(written.text.removeprefix("\ufeff"))
    behind = len(written.text) - mark - place.end
    assert edited[: mark + place.start] == written.text[: mark + place.start]
    assert behind == 0 or edited[-behind:] == written.text[-behind:]
    ending = "\n" if at(data(written.text), location).endswith("\n") else ""
    assert data(edited) == with_value(data(written.text), location, value + ending)


@given(places(), image_tags)
def test_the_old_value_put_back_restores_every_byte(
    found: tuple[Written, Location], value: str
) -> None:
    """As long as both are texts, or in quotes: what is quoted once is not unquoted again."""
    written, location = found
    assume(written.values[location])
    place, edited = edit(written.text, location, value)
    quoted = written.text.removeprefix("\ufeff")[place.start : place.start + 1] in "'\""
    assume(quoted or (kind_of(place.old) == kind_of(value) == "text"))
    assert edit(edited, location, place.old)[1] == written.text


@pytest.mark.parametrize(("old", "new"), [("1.9", "1.8"), ("17", "18"), ("true", "false")])
def test_a_number_stays_one_where_it_is_spelled_the_same(old: str, new: str) -> None:
    _, edited = edit(f"tag: {old}\n", ("tag",), new)
    assert edited == f"tag: {new}\n"
    assert edit(edited, ("tag",), old)[1] == f"tag: {old}\n"


@given(places(), new_values)
def test_the_same_edit_again_changes_nothing(found: tuple[Written, Location], value: str) -> None:
    written, location = found
    _, edited = edit(written.text, location, value)
    place, again = edit(edited, location, value)
    assert (place.old, again) == (value, edited)


@given(places(), new_values)
def test_a_text_stays_a_text_for_every_reader(found: tuple[Written, Location], value: str) -> None:
    written, location = found
    assume(isinstance(at(typed(written.text), location), str))
    _, edited = edit(written.text, location, value)
    assert isinstance(at(typed(edited), location), str)


def _position(at: int) -> Place:
    return Place(where="", line=1, column=1, role="", old="", start=at, end=at)


scraps = st.sampled_from(
    [
        *("a", ":", " ", "\n", "-", "?", "&x", "*x", "!t", "'", '"', "|", ">", "{", "}", "[", "]"),
        *(",", "#", "%", "---", "...", "<<", "\t", "\r\n", "{{", "}}", "\u2028", "\x85", "é"),
        *("tag: v1", "\\"),
    ]
)
paths = st.sampled_from(["a", "tag", "a.tag", "a[0]", "$..tag", "$[*]", "$.a[?@.tag=='v1'].tag"])


@given(st.lists(scraps, max_size=30).map("".join), paths, new_values, st.booleans())
def test_any_text_is_edited_in_the_values_alone_or_refused(
    text: str, path: str, value: str, aliases: bool
) -> None:
    made = Yaml(path=ValuePath.parse(path, None), every=True, aliases=aliases)
    edited = None
    with suppress(TargetError):
        found = made.find(text, FILE, {})
        edited = made.write(text, FILE, [(place, value) for place in found])
    if edited is not None:
        ends = [_position(0), *found, _position(len(text))]
        between = (text[one.end : next_.start] for one, next_ in pairwise(ends))
        assert re.fullmatch(".*".join(map(re.escape, between)), edited, re.DOTALL)
        assert [place.old for place in made.find(edited, FILE, {})] == [value for _ in found]
