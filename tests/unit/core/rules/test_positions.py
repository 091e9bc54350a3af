"""Every part of a rules file has its line and its column."""

from typing import Any

import pytest
import yaml
from hypothesis import given

from tagboat.core.rules.mistakes import Location
from tagboat.core.rules.positions import positions_in
from tests import rules_files

TEXT = """\
# Rules
version: 1
rules:
  - name: web
    tags: &tags 'v.+'
    targets:
    - file: a
      "yaml":
        b
    - {file: b, helm: {path: c},
       value: "d"}
  -
    name: api
    tags: *tags
    <<: {image: e}
"""


@pytest.mark.parametrize(
    ("location", "there"),
    [
        (("version",), "1"),
        (("rules",), "rules:"),
        (("rules", 0), "name: web"),
        (("rules", 0, "name"), "web"),
        (("rules", 0, "tags"), "&tags 'v.+'"),
        (("rules", 0, "targets"), "targets:"),
        (("rules", 0, "targets", 0), "file: a"),
        (("rules", 0, "targets", 0, "yaml"), "b"),
        (("rules", 0, "targets", 1), "{file: b, helm: {path: c},"),
        (("rules", 0, "targets", 1, "helm"), "{path: c},"),
        (("rules", 0, "targets", 1, "helm", "path"), "c},"),
        (("rules", 0, "targets", 1, "value"), '"d"}'),
        (("rules", 1), "name: api"),
        (("rules", 1, "image"), "e}"),
    ],
)
def test_a_part_is_where_its_value_or_the_key_of_its_block_begins(
    location: Location, there: str
) -> None:
    assert at(TEXT, positions_in(TEXT)(location)) == there


@pytest.mark.parametrize(
    ("location", "there"),
    [
        ((), "# Rules"),
        (("author", "name"), "version: 1"),
        (("rules", 7, "name"), "- name: web"),
        (("rules", 0, "policy"), "name: web"),
        (("rules", 0, "name", "x"), "web"),
        (("rules", 0, "targets", 1, "helm", "tag"), "{path: c},"),
        (("rules", "x"), "- name: web"),
        ((0,), "version: 1"),
    ],
)
def test_what_is_missing_is_where_it_is_missing_from(location: Location, there: str) -> None:
    assert at(TEXT, positions_in(TEXT)(location)) == there


def test_what_an_alias_repeats_is_where_it_is_defined() -> None:
    assert positions_in(TEXT)(("rules", 1, "tags")) == positions_in(TEXT)(("rules", 0, "tags"))


@pytest.mark.parametrize("text", ["", "# nothing", "a: [", "a: *b", "- " * 1_000])
def test_a_text_that_is_no_yaml_has_no_parts(text: str) -> None:
    position = positions_in(text)
    assert position(()) == (1, 1)
    assert position(("rules", 0)) is None


def at(text: str, position: tuple[int, int] | None) -> str:
    assert position is not None
    line, column = position
    return text.splitlines()[line - 1][column - 1 :]


@given(rules_files.anything | rules_files.files)
def test_every_text_and_number_of_a_file_is_found(data: Any) -> None:
    text = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, width=10_000)
    position = positions_in(text)
    for location, value in leaves(data):
        found = position(location)
        assert found is not None
        if isinstance(value, int) and location:
            assert at(text, found).startswith(str(value).lower())


def leaves(data: Any, location: Location = ()) -> list[tuple[Location, Any]]:
    parts: list[tuple[str | int, Any]]
    if isinstance(data, dict):
        parts = [(key, value) for key, value in data.items() if isinstance(key, str)]
    elif isinstance(data, list):
        parts = list(enumerate(data))
    else:
        return [(location, data)]
    return [leaf for key, value in parts for leaf in leaves(value, (*location, key))]
