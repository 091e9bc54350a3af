"""Values that Flux's markers stand behind are written, and none else."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.marker import Marker

FILE = "deployment.yaml"
VALUES = {"image": "reg/web:v2", "name": "reg/web", "tag": "v2", "digest": "sha256:ab"}


def mark(name: str = "flux:web") -> str:
    return f'# {{"$imagepolicy": "{name}"}}'


def edit(text: str, policy: str = "flux:web", **settings: Any) -> str:
    made = Marker(policy=policy, **settings)
    places = made.find(text, FILE, {})
    return made.write(text, FILE, [(place, VALUES[place.role]) for place in places])


def refusal(text: str) -> str:
    with pytest.raises(ValueNotFound) as caught:
        edit(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"image: x:v1 {mark()}\n", f"image: reg/web:v2 {mark()}\n"),
        (f"tag: v1 {mark('flux:web:tag')}\n", f"tag: v2 {mark('flux:web:tag')}\n"),
        (f"name: 'x' {mark('flux:web:name')}", f"name: 'reg/web' {mark('flux:web:name')}"),
        (f"d: sha256:00 {mark('flux:web:digest')}", f"d: sha256:ab {mark('flux:web:digest')}"),
        (f"a:\n- image: x {mark()}\n- y\n", f"a:\n- image: reg/web:v2 {mark()}\n- y\n"),
        (f"a:\n- x {mark()}\n", f"a:\n- reg/web:v2 {mark()}\n"),
        (f"a: [x, v1] {mark('flux:web:tag')}\n", f"a: [x, v2] {mark('flux:web:tag')}\n"),
        (f"? [k]\n: x {mark()}\nb: 1\n", f"? [k]\n: reg/web:v2 {mark()}\nb: 1\n"),
        (f"a: {mark('flux:web:tag')}\nb: 1\n", f"a: v2 {mark('flux:web:tag')}\nb: 1\n"),
        (f"\ufeffa: x {mark()}\r\nb: 1\r\n", f"\ufeffa: reg/web:v2 {mark()}\r\nb: 1\r\n"),
        (f"a: 'x  # c' {mark()}\n", f"a: 'reg/web:v2' {mark()}\n"),
        ('a: v1 #{"$imagepolicy":"flux:web:tag"}\n', 'a: v2 #{"$imagepolicy":"flux:web:tag"}\n'),
    ],
)
def test_a_marked_value_is_written_in_its_style(before: str, after: str) -> None:
    assert edit(before) == after


def test_every_value_of_the_policy_is_written_and_those_of_others_are_not() -> None:
    text = f"a: x:v1 {mark()}\nb: v1 {mark('flux:web:tag')}\nc: v1 {mark('flux:api:tag')}\n"
    text += f"d: v1 {mark('flux:web2:tag')}\ne: v1\n"
    expected = text.replace("a: x:v1", "a: reg/web:v2").replace("b: v1", "b: v2")
    assert edit(text) == expected


def test_a_place_is_named_by_its_line() -> None:
    (place,) = Marker(policy="flux:web").find(f"a: 1\nb: x {mark()}\n", FILE, {})
    assert (place.where, place.line, place.role, place.old) == ("line 2", 2, "image", "x")


def test_a_marker_inside_of_a_text_is_no_marker() -> None:
    text = f"a: |\n  x {mark()}\nb: v1 {mark('flux:web:tag')}\nc: 'y {mark()}'\n"
    assert edit(text) == text.replace("b: v1", "b: v2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: v1\n", "no value that is marked with flux:web: it has no marker at all"),
        (f"a: v1 {mark('flux:api:tag')}\n", "it has flux:api:tag"),
        (f"a:\n  {mark()}\n  b: 1\n", "a marker in line 2 without a value before it"),
        (f"a: v1 {mark('flux:web:tga')}\n", "ends with ':tga'. It can be :name, :tag, :digest"),
        (f"a: {{b: 1}} {mark()}\nc: [\n", "cannot be read as YAML"),
        (f"a: {{{{ .x }}}}:1 {mark()}\n", "is a template and not YAML"),
        (f"a: |  {mark()}\n  x\n  y\n", "several lines"),
    ],
)
def test_what_cannot_be_written_is_told_with_its_line(text: str, says: str) -> None:
    said = refusal(text)
    assert says in said
    assert said.startswith(FILE)


def test_markers_that_may_be_missing_have_no_place() -> None:
    assert edit("a: v1\n", optional=True) == "a: v1\n"


scraps = st.sampled_from(
    ["a: v1 ", "- ", "x", "\n", "  ", mark(), mark("flux:web:tag"), "'", "|", "{", "}", "# ", "&a "]
)


@given(st.lists(scraps, max_size=15).map("".join))
def test_any_text_is_edited_or_refused(text: str) -> None:
    try:
        edited = edit(text)
    except ValueNotFound:
        return
    made = Marker(policy="flux:web")
    assert all(place.old == VALUES[place.role] for place in made.find(edited, FILE, {}))
    assert edited.count("$imagepolicy") <= text.count("$imagepolicy")


def test_a_marker_behind_an_alias_is_refused() -> None:
    says = refusal(f"z: &t v1\na: {{x: q, b: *t}} {mark()}\n")
    assert "line 2 behind an alias" in says


@pytest.mark.parametrize(
    "text",
    [
        f"a: &t v1 {mark('flux:web:tag')}\nb: *t\n",
        f"a: &t\n  x: v1 {mark('flux:web:tag')}\nb:\n  <<: *t\n",
    ],
)
def test_a_shared_value_is_changed_only_if_the_rule_allows_it(text: str) -> None:
    assert re.search(r"the aliases in line \d mean the same value", refusal(text))
    assert edit(text, aliases=True) == text.replace("v1", "v2")


def test_an_anchor_of_another_document_is_another_one() -> None:
    text = f"a: &t v1 {mark('flux:web:tag')}\n---\nb: &t w\nc: *t\n"
    assert edit(text) == text.replace("v1", "v2")
