"""What was edited is read again, and no wrong edit passes."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.file_editors.splice import Splice
from tagboat.core.file_editors.value_path import ValuePath, shown
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.file_editors.yaml_text.places import YamlPlace, _lines
from tagboat.core.file_editors.yaml_text.reread import Edit, edited, reads_back
from tests.yaml_texts import Location, Written, new_values, yaml_texts

FILE = "values.yaml"


def edit_of(text: str, location: Location, written: str, value: str, *, alone: bool) -> Edit:
    path = ValuePath.parse(shown(location), None)
    (place,) = Yaml(path=path).find(text, FILE, {})
    assert isinstance(place, YamlPlace)
    first, last = (-1, -1) if alone else _lines(text, place.scalar)
    splice = Splice(place.start, place.end, written)
    return Edit(splice, value, place.scalar.start, first, last)


def data(text: str) -> Any:
    return list(yaml.load_all(text, Loader=yaml.CBaseLoader))


def with_value(read: Any, location: Location, value: str) -> Any:
    if not location:
        return value + "\n" * (len(read) - len(read.rstrip("\n")))
    step, *rest = location
    copy: Any = dict(read) if isinstance(read, dict) else list(read)
    copy[step] = with_value(read[step], tuple(rest), value)
    return copy


scraps = st.one_of(
    new_values,
    st.lists(
        st.sampled_from(
            ["a", ": ", "\n", "- ", "  ", "# ", "'", '"', "{", "}", "&a ", "|", ",", "]"]
        ),
        max_size=6,
    ).map("".join),
)


@st.composite
def wrong_edits(draw: st.DrawFn) -> tuple[Written, Location, str]:
    written = draw(yaml_texts())
    text = written.text.removeprefix("\ufeff")
    location = draw(st.sampled_from(sorted(written.values, key=str)))
    return Written(text, written.values), location, draw(scraps)


@given(wrong_edits(), st.booleans())
def test_only_the_wanted_difference_passes(
    made: tuple[Written, Location, str], alone: bool
) -> None:
    """Whatever is written, it passes only if another reader finds the value there and no more."""
    written, location, scrap = made
    edit = edit_of(written.text, location, scrap, scrap, alone=alone)
    new = edited(written.text, [edit])
    if reads_back(written.text, new, [edit], FILE):
        assert data(new) == [with_value(data(written.text)[0], location, scrap)]


@given(wrong_edits())
def test_the_lines_around_a_value_tell_as_much_as_the_whole_text(
    made: tuple[Written, Location, str],
) -> None:
    written, location, scrap = made
    lines = edit_of(written.text, location, scrap, scrap, alone=False)
    whole = edit_of(written.text, location, scrap, scrap, alone=True)
    new = edited(written.text, [lines])
    assert reads_back(written.text, new, [lines], FILE) == reads_back(
        written.text, new, [whole], FILE
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("v2\nb: 1", "v2"),
        ("v2 # x", "v2 # x"),
        ("{v2", "{v2"),
        ("v2", "v3"),
        ("", "v2"),
        ("&a v2", "v2"),
    ],
)
def test_an_edit_that_reads_otherwise_does_not_pass(written: str, value: str) -> None:
    edit = edit_of("x: y\na: v1\nz: 1\n", ("a",), written, value, alone=False)
    assert not reads_back(
        "x: y\na: v1\nz: 1\n", edited("x: y\na: v1\nz: 1\n", [edit]), [edit], FILE
    )


def test_edits_that_overlap_do_not_pass() -> None:
    text = "a: v1\n"
    edit = edit_of(text, ("a",), "v2", "v2", alone=False)
    assert not reads_back(text, "a: v2v2\n", [edit, edit], FILE)
