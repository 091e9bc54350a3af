"""Values in JSON files: only their bytes change, or nothing does."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from msgspec import Struct

from tagboat.core.errors import FileTooLarge, TargetError, ValueNotFound
from tagboat.core.file_editors.base import VALUE, Place
from tagboat.core.file_editors.json import Json
from tagboat.core.file_editors.limits import DEEPEST, LARGEST_TEXT
from tagboat.core.file_editors.value_path import ValuePath, shown
from tests.image_pushes import tags

TEXT = """\ufeff{\r
  // the "image"\r
  "image": { "tag":"1.0",  "name" : "a\\u002fb", /* { */ "number": 1.9, },\r
\t"list": [1, {"größe": null, "on": true}, "ü//,]"],\r
  "image2": {"tag": "7"},\r
}\r
"""


def find(text: str, path: str, *, every: bool = False, optional: bool = False) -> Sequence[Place]:
    editor = Json(path=ValuePath.parse(path, None), every=every, optional=optional)
    return editor.find(text, "a.json", {})


def replace(text: str, path: str, value: str, *, every: bool = False) -> str:
    editor = Json(path=ValuePath.parse(path, None), every=every)
    places = editor.find(text, "a.json", {})
    return editor.write(text, "a.json", [(place, value) for place in places])


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("image.tag", '"tag":"1.0"', '"tag":"2.0"'),
        ("image.name", '"a\\u002fb"', '"2.0"'),
        ("image.number", "1.9", '"2.0"'),
        ("list[0]", "[1,", '["2.0",'),
        ("list.0", "[1,", '["2.0",'),
        ("list[1].größe", "null", '"2.0"'),
        ("list[1].on", "true", '"2.0"'),
        ("list[2]", '"ü//,]"', '"2.0"'),
        ("image2.tag", '"7"', '"2.0"'),
        ("$..[?@.größe==null].on", "true", '"2.0"'),
        ("$.image[?@=='a/b']", '"a\\u002fb"', '"2.0"'),
    ],
)
def test_only_the_value_is_replaced(path: str, old: str, new: str) -> None:
    assert replace(TEXT, path, "2.0") == TEXT.replace(old, new)


def test_a_place_is_where_the_value_stands() -> None:
    assert find(TEXT, "list[1].größe") == [
        Place(
            where="list[1].größe",
            line=4,
            column=24,
            role=VALUE,
            old="null",
            start=TEXT.index("null"),
            end=TEXT.index("null") + 4,
        )
    ]
    (name,) = find(TEXT, "image.name")
    assert (name.old, name.line, name.column) == ("a/b", 3, 37)
    (only,) = find('\ufeff"1"', "$")
    assert (only.where, only.old, only.line, only.column) == ("$", "1", 1, 1)


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ('"1"', "2", '"2"'),
        ('"1"', 'é"\\\n', '"é\\"\\\\\\n"'),
        ('"a\\/b"', "a/b", '"a\\/b"'),
        ("1", "2", "2"),
        ("1", "-2", "-2"),
        ("1.8", "1.9", "1.9"),
        ("1.9", "1.10", '"1.10"'),
        ("1.9", "2.0", '"2.0"'),
        ("1.9", "2", "2"),
        ("-1", "007", '"007"'),
        ("1", "-0", '"-0"'),
        ("1", "1e5", '"1e5"'),
        ("1", "1.2.3", '"1.2.3"'),
        ("1", "٣", '"٣"'),
        ("1", "", '""'),
        ("1", "9007199254740992", "9007199254740992"),
        ("1", "9007199254740993", '"9007199254740993"'),
        ("1", "0.00001", '"0.00001"'),
        ("1", "1.00000000000000001", '"1.00000000000000001"'),
        ("1", "9" * 5_000, f'"{"9" * 5_000}"'),
        ("1E5", "1E5", "1E5"),
        ("null", "x", '"x"'),
        ("true", "1", '"1"'),
        ("false", "true", '"true"'),
    ],
)
def test_a_number_stays_one_where_every_reader_would_write_it_the_same(
    old: str, value: str, new: str
) -> None:
    assert replace(f'{{"a":{old}}}', "a", value) == f'{{"a":{new}}}'


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("image.tga", "image.tga: image has no key 'tga'; did you mean 'tag'?"),
        ("imag.tag", "imag.tag: the document has no key 'imag'; did you mean 'image'?"),
        ("image.x", "image has no key 'x'; its keys are 'tag', 'name', 'number'."),
        ("image['0']", "image has no key '0'"),
        ("image.0", "image has no key '0'"),
        ("image[0]", "image has keys, not items"),
        ("list[3]", "list is a list of 3 without an item 3; items are counted from 0."),
        ("list.name.x", "list is a list of 3; write an index for 'name', or a filter"),
        ("list['0']", "list is a list of 3; write an index for '0'"),
        ("image.tag.x", "image.tag is a value without keys"),
        ("$.none[*]", "$.none[*]: nothing matches"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_with_what_there_is(path: str, reason: str) -> None:
    with pytest.raises(ValueNotFound, match=r"^a\.json has no value at ") as caught:
        find(TEXT, path)
    assert reason in str(caught.value)
    assert find(TEXT, path, optional=True) == []


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("image", "an object at image, in line 3, column 12"),
        ("list", "a list at list, in line 4, column 10"),
        ("$", r"an object at \$, in line 1, column 1"),
        ("$..[?@.on]", r"an object at list\[1\]"),
    ],
)
def test_an_object_or_a_list_is_no_value(path: str, reason: str) -> None:
    with pytest.raises(ValueNotFound, match=f"a.json has {reason}.*leads on to a value"):
        find(TEXT, path, every=True, optional=True)


def test_several_values_are_changed_only_if_all_are_meant() -> None:
    with pytest.raises(
        ValueNotFound,
        match=r"a\.json has 2 values at \$\.\.tag: image\.tag \(line 3\), image2\.tag \(line 5\)",
    ):
        find(TEXT, "$..tag")
    expected = TEXT.replace('"1.0"', '"2.0"').replace('"7"', '"2.0"')
    assert replace(TEXT, "$..tag", "2.0", every=True) == expected


def test_each_value_may_become_another_in_any_order() -> None:
    places = find(TEXT, "$..tag", every=True)
    values = [(places[1], "B"), (places[0], "longer than before")]
    edited = Json(path=ValuePath.parse("$..tag", None)).write(TEXT, "a.json", values)
    assert edited == TEXT.replace('"1.0"', '"longer than before"').replace('"7"', '"B"')


@pytest.mark.parametrize("path", ["a.b", "$..b"])
def test_a_key_on_the_path_that_stands_twice_is_refused(path: str) -> None:
    text = '{"a": {"b": 1,\n"\\u0062": 2}}'
    with pytest.raises(
        ValueNotFound, match=r"a\.json has the key a\.b twice, in line 1 and line 2"
    ):
        find(text, path)
    with pytest.raises(ValueNotFound, match="the key a twice, in line 1 and line 3"):
        find('{"a": 2,\n\n"a": {"b": 1}}', path)


def test_a_key_elsewhere_may_stand_twice() -> None:
    assert replace('{"a": 1, "c": {"x": 1, "x": 2}, "a2": 1, "a2": 2}', "a", "7") == (
        '{"a": 7, "c": {"x": 1, "x": 2}, "a2": 1, "a2": 2}'
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "line 1, column 1"),
        ("\ufeff", "line 1, column 1"),
        ('{"a": 1', "line 1, column 8"),
        ('{"a": 1}\n{"a": 2}', "line 2, column 1"),
        ('{"a": 1,\r\n "b": 01}', "line 2, column 8"),
        ('{"a": NaN}', "NaN is no value of JSON in line 1, column 7"),
        ('{"a": "NaN", "b": -Infinityx}', "-Infinity is no value of JSON in line 1, column 19"),
        ("{'a': 1}", "line 1, column 2"),
        ("{a: 1}", "line 1, column 2"),
        ('{"a": "\t"}', "line 1, column 8"),
        ('{"a": "\\x"}', "line 1, column 8"),
        ('{"a": 1 "b": 2}', "line 1, column 9"),
        ('{"a": 1,, "b": 2}', "line 1, column 9"),
        ('{"a": 1 /* b }', "line 1, column 9"),
        ('{"a": 1/}', "line 1, column 8"),
        ('/*/ {"a": 1}', "line 1, column 1"),
        ('{"a": 1} /*/', "line 1, column 10"),
        ('{"a": 1/**/2}', "line 1, column 12"),
        ('// {"a": 1}', "line 1, column 12"),
        ("# yaml\na: 1\n", "line 1, column 1"),
        ('{"a": {{ .Values.tag }}}', "is a template and not JSON"),
    ],
)
def test_what_is_no_json_is_refused_with_the_place(text: str, reason: str) -> None:
    with pytest.raises(ValueNotFound, match=rf"a\.json .*{reason}.* the editor 'regex'"):
        find(text, "a", optional=True)


def test_what_only_the_fast_parser_refuses_is_json_all_the_same() -> None:
    text = '["\\ud800", 1e999, ' + "9" * 5_000 + ', "x"]'
    assert replace(text, "[3]", "y") == text.replace("x", "y")
    assert replace(text, "$[?@=='x']", "y") == text.replace("x", "y")


def test_levels_are_counted_whether_or_not_the_path_leads_there() -> None:
    lists = "[" * DEEPEST + "1" + "]" * DEEPEST
    objects = '{"a":' * DEEPEST + "1" + "}" * DEEPEST
    for text, step in ((lists, "[0]"), (objects, "['a']")):
        for path in (step * DEEPEST, f"${step * (DEEPEST - 1)}[?@==1]", "$..[?@==1]"):
            assert [place.old for place in find(text, path)] == ["1"]
        assert find(text, "['b'][1]", optional=True) == []
    for text in (
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        "[[], " + "[" * DEEPEST + "]" * (DEEPEST + 1),
    ):
        for path in ("[1]", "a", "[0]" * DEEPEST, "[0]" * (DEEPEST + 1), f"$..{'[0]' * DEEPEST}"):
            with pytest.raises(ValueNotFound, match=rf"a\.json has more than {DEEPEST} levels"):
                find(text, path, optional=True)


# Some of these made a parser overflow its stack, others made a tokenizer begin again and again.
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 200_000, id="nested lists without an end"),
        pytest.param("[" * 200_000 + "]" * 200_000, id="nested lists"),
        pytest.param('{"a":' * 200_000, id="nested objects"),
        pytest.param("[" + "/* " * 1_000_000, id="comments without an end"),
        pytest.param('["' + '\\"' * 1_000_000 + "\\", id="a string without an end"),
        pytest.param("[" + ", " * 1_000_000 + "]", id="commas"),
        pytest.param("[1" + " " * 1_000_000 + ",,]", id="spaces"),
        pytest.param("[" + "/" * 1_000_000, id="slashes"),
        pytest.param('"' * 1_000_001, id="quotes"),
    ],
)
def test_a_file_made_to_harm_is_refused(text: str) -> None:
    with pytest.raises(ValueNotFound, match=r"a\.json "):
        find(text, "$[0].a")
    with pytest.raises(ValueNotFound, match=r"a\.json "):
        find(text, "$..[?@.a]")


def test_a_file_that_is_too_large_is_refused() -> None:
    text = '["' + "x" * (LARGEST_TEXT - 4) + '"]'
    assert replace(text, "[0]", "y") == '["y"]'
    with pytest.raises(FileTooLarge, match=r"a\.json has more than 10,000,000 characters"):
        find(f"{text} ", "[0]")


def test_a_value_that_would_not_read_back_is_refused() -> None:
    editor = Json(path=ValuePath.parse("a", None))
    (place,) = find('{"a": 1}', "a")
    for text in ('{"a": [1]}', '{"a": 12}', '{"a" : 1}', '{"a":'):
        with pytest.raises(ValueNotFound, match=r"a\.json .*(read back|cannot be read)"):
            editor.write(text, "a.json", [(place, "x")])


class Document(Struct):
    """A JSON text, and what is in it."""

    text: str
    bare: str
    """The same with spaces for all that strict JSON does not have."""
    data: Any
    scalars: dict[tuple[str | int, ...], tuple[int, int]]
    """Where the texts, numbers and words stand."""


KEYS = st.text(max_size=3) | st.sampled_from(["image", "tag", "a.b", "0", "it's", "//", "/*", "$x"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["/* x */", "// x", "a\\", '"', "\u2028", ",}", "1.0"])
)
DATA = st.recursive(
    SCALARS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(KEYS, inside, max_size=4),
    max_leaves=12,
)
GAPS = ("", "", " ", "\n  ", "\r\n\t", "/* a */", "// b\n", '/* "[{,: */', "// \\\r\n", "/**/ ")


class _Writer:
    """Writes data as JSON, with other space and comments in every gap."""

    def __init__(self, gaps: Sequence[str], *, ascii_only: bool, last_commas: bool) -> None:
        self.parts: list[str] = []
        self.bare: list[str] = []
        self.scalars: dict[tuple[str | int, ...], tuple[int, int]] = {}
        self._gaps = gaps
        self._ascii_only = ascii_only
        self._last_commas = last_commas
        self._length = 0

    def add(self, text: str, bare: str | None = None) -> None:
        self.parts.append(text)
        self.bare.append(text if bare is None else bare)
        self._length += len(text)

    def gap(self) -> None:
        gap = self._gaps[len(self.parts) % len(self._gaps)]
        self.add(gap, " " * len(gap) if "/" in gap else gap)

    def value(self, data: Any, location: tuple[str | int, ...] = ()) -> None:
        self.gap()
        if isinstance(data, dict):
            self._inside("{}", list(data.items()), location)
        elif isinstance(data, list):
            self._inside("[]", list(enumerate(data)), location)
        else:
            start = self._length
            self.add(json.dumps(data, ensure_ascii=self._ascii_only))
            self.scalars[location] = start, self._length
        self.gap()

    def _inside(
        self, brackets: str, items: list[tuple[Any, Any]], location: tuple[str | int, ...]
    ) -> None:
        self.add(brackets[0])
        for number, (step, value) in enumerate(items):
            if number:
                self.add(",")
            if brackets == "{}":
                self.gap()
                self.add(json.dumps(step, ensure_ascii=self._ascii_only))
                self.gap()
                self.add(":")
            self.value(value, (*location, step))
        if items and self._last_commas:
            self.add(",", " ")
        self.gap()
        self.add(brackets[1])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    data = draw(DATA)
    writer = _Writer(
        draw(st.lists(st.sampled_from(GAPS), min_size=1, max_size=7)),
        ascii_only=draw(st.booleans()),
        last_commas=draw(st.booleans()),
    )
    if draw(st.booleans()):
        writer.add("\ufeff", " ")
    writer.value(data)
    text, bare = "".join(writer.parts), "".join(writer.bare)
    assert json.loads(bare) == data
    return Document(text, bare, data, writer.scalars)


def at(data: Any, location: tuple[str | int, ...]) -> Any:
    for step in location:
        data = data[step]
    return data


def with_value(data: Any, location: tuple[str | int, ...], value: Any) -> Any:
    if not location:
        return value
    copied = data.copy()
    copied[location[0]] = with_value(data[location[0]], location[1:], value)
    return copied


@given(documents(), st.data(), tags | st.text() | st.integers().map(str) | st.floats().map(str))
def test_only_the_value_at_a_path_changes(
    document: Document, data: st.DataObject, new: str
) -> None:
    assume(document.scalars)
    location = data.draw(st.sampled_from(list(document.scalars)))
    start, end = document.scalars[location]
    (place,) = find(document.text, shown(location))
    spelled = document.text[start:end]
    old = json.loads(spelled)
    assert (place.start, place.end) == (start, end)
    assert place.old == (old if isinstance(old, str) else spelled)

    edited = replace(document.text, shown(location), new)
    after = len(document.text) - end
    written = edited[start : len(edited) - after]
    assert edited == document.text[:start] + written + document.text[end:]
    bare = document.bare[:start] + written + document.bare[end:]
    value = json.loads(written)
    assert value == new if isinstance(value, str) else written == new
    assert json.loads(bare) == with_value(document.data, location, value)

    (again,) = find(edited, shown(location))
    assert again.old == new
    assert (again.line, again.column) == (place.line, place.column)


@given(documents(), st.data(), tags | st.text())
def test_there_and_back_again_restores_a_text(
    document: Document, data: st.DataObject, new: str
) -> None:
    found = [
        place
        for place, (start, end) in document.scalars.items()
        if document.text[start:end] == json.dumps(at(document.data, place), ensure_ascii=False)
        and isinstance(at(document.data, place), str)
    ]
    assume(found)
    location = data.draw(st.sampled_from(found))
    there = replace(document.text, shown(location), new)
    assert replace(there, shown(location), at(document.data, location)) == document.text


@given(documents(), st.text(max_size=5))
def test_a_query_finds_what_stands_where_the_path_says(document: Document, new: str) -> None:
    texts = {
        location: span
        for location, span in document.scalars.items()
        if location and isinstance(at(document.data, location), str)
    }
    assume(texts)
    places = find(document.text, "$..[?length(@)>=0 && search(@, '')]", every=True)
    assert {place.where: (place.start, place.end) for place in places} == {
        shown(location): span for location, span in texts.items()
    }
    edited = Json(path=ValuePath.parse("$", None)).write(
        document.text, "a.json", [(place, new) for place in places]
    )
    expected = document.data
    for location in texts:
        expected = with_value(expected, location, new)
    again = find(edited, "$..[?search(@, '')]", every=True)
    assert [(place.where, place.old) for place in again] == [(place.where, new) for place in places]


PIECES = (
    *'{}[],:"\\/* \r\n\t1-.eEa\ufeffü',
    *('"a"', '"a":', '{"a":', "[1,", "true", "null", "NaN", "1.0", "/*", "*/", "//", '"\\u', "{{"),
)
LIKE_JSON = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
SOME_PATHS = st.sampled_from(["$", "a", "[0]", "a.a", "a[1].0", "$..a", "$[*]", "$..[?@.a==1]"])


@given(st.text() | LIKE_JSON, SOME_PATHS, st.text(), st.booleans())
@example('{"a": 1, "a": 2}', "a", "x", False)
@example("[1,]", "$[*]", "x", True)
def test_any_text_is_edited_or_refused(text: str, path: str, value: str, every: bool) -> None:
    with suppress(TargetError):
        places = find(text, path, every=every)
        edited = replace(text, path, value, every=every)
        again = find(edited, path, every=every, optional=True)
        if not path.startswith("$..["):
            assert [place.old for place in again] == [value] * len(places)
