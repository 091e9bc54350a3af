"""Paths of values: what people write is a path, a query, or a ValueError that says why not."""

import re
import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.path_language import counted_data, query
from tagboat.core.file_editors.value_path import KeyOrIndex, Step, ValuePath, shown
from tests.image_pushes import tags

PODS = {
    "containers": [
        {"name": "web", "image": "a:1", "ports": [80, 443]},
        {"name": "db", "image": "b:2", "ports": []},
    ],
    "image": "text",
    "on": True,
    "last": {"image": None, "weight": 2.5},
}


def parse(text: str, *known: str) -> ValuePath:
    return ValuePath.parse(text, known)


def steps(text: str, **variables: str) -> tuple[Step, ...] | None:
    return parse(text, *variables).steps(variables)


def select(text: str, data: object = PODS, **variables: str) -> list[str]:
    return [shown(found) for found in parse(text, *variables).select(data, variables, "a.json")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("image", ("image",)),
        ("image.tag", ("image", "tag")),
        ("spec.containers[0].image", ("spec", "containers", 0, "image")),
        ("config_files['rules_response__default.json']", None),
        ('config_files["rules_response__default.json"]', None),
        (r"config_files.rules_response__default\.json", None),
        ("[0][12].a", (0, 12, "a")),
        ("['a'].b", ("a", "b")),
        (r"a['it\'s']", ("a", "it's")),
        (r"a\[0\].b\\c", ("a[0]", "b\\c")),
        (r"a.\*", ("a", "*")),
        ("a-b_c/d e.ü", ("a-b_c/d e", "ü")),
        ("a.0.b", ("a", KeyOrIndex("0"), "b")),
        ("a.007", ("a", "007")),
        ("a." + "9" * 5000, ("a", "9" * 5000)),
        ("a['0']", ("a", "0")),
        ("$$ref.$$", ("$ref", "$")),
        ("$", ()),
        ("$.a['b.c'][0]", ("a", "b.c", 0)),
        ('$["a"].b', ("a", "b")),
        ("$.a['$b']", ("a", "$b")),
    ],
)
def test_a_path_is_taken_apart(text: str, expected: tuple[Step, ...] | None) -> None:
    if expected is None:
        expected = ("config_files", "rules_response__default.json")
    assert steps(text) == expected
    assert not parse(text).is_query


@pytest.mark.parametrize(
    "text",
    [
        "services.$NAME.tag",
        "services.${NAME}.tag",
        "services['$NAME'].tag",
        "$.services['${NAME}'].tag",
        '$["services"]["${NAME}"].tag',
    ],
)
def test_a_key_may_have_variables(text: str) -> None:
    assert steps(text, NAME="web.v2") == ("services", "web.v2", "tag")


def test_digits_from_a_variable_are_a_key_or_an_index_unless_they_are_in_quotes() -> None:
    assert steps("a.$NAME.b", NAME="0") == ("a", KeyOrIndex("0"), "b")
    assert steps("a['$NAME'].b", NAME="0") == ("a", "0", "b")


@pytest.mark.parametrize("text", ["a.$NAM", "$.a['${NAM}']", "$.a[?@.name=='${NAM}']"])
def test_a_variable_has_to_be_known(text: str) -> None:
    with pytest.raises(ValueError, match=r"uses \$NAM, which is not known"):
        parse(text, "NAME")
    assert ValuePath.parse(text, None).text == text


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", 1),
        (".image.tag", 1),
        ("a..b", 2),
        ("a.", 2),
        ("a b'c", 4),
        ("a.'b.c'", 2),
        ("*", 1),
        ("containers.*.image", 11),
        ("containers[*].image", 11),
        ("containers[-1]", 11),
        ("containers[01]", 11),
        ("containers[?@.name=='web']", 11),
        ("containers[name]", 11),
        ("a['b", 2),
        ("a]", 2),
        ("a['b']c", 7),
        ("a\\", 2),
    ],
)
def test_what_is_no_path_is_refused_with_examples_of_paths(text: str, column: int) -> None:
    with pytest.raises(ValueError, match=rf"from its column {column} on; .*JSONPath"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$.containers[?@.name=='web'].image", ["containers[0].image"]),
        ('$.containers[?@["name"]=="web"].image', ["containers[0].image"]),
        ("$.containers[*].image", ["containers[0].image", "containers[1].image"]),
        ("$.containers[1,0,1].image", ["containers[0].image", "containers[1].image"]),
        ("$.containers[::-1].image", ["containers[0].image", "containers[1].image"]),
        ("$.containers[-1].image", ["containers[1].image"]),
        ("$..image", ["containers[0].image", "containers[1].image", "image", "last.image"]),
        ("$.containers[?@.ports[0]].image", ["containers[0].image"]),
        ("$.containers[?count(@.ports[*])<1].image", ["containers[1].image"]),
        ("$.containers[?length(@.name)==2].image", ["containers[1].image"]),
        ("$.containers[?search(@.image,'^b')].image", ["containers[1].image"]),
        ("$.containers[?match(@.image,'b')].image", []),
        ("$.containers[?match(@.image,'b.*')].image", ["containers[1].image"]),
        (r"$.containers[?match(@.name,'\\pL{3}')].image", ["containers[0].image"]),
        (r"$.containers[?search(@.image,'\\A\\pL:1\\z')].image", ["containers[0].image"]),
        ("$[?@==true]", ["on"]),
        ("$[?@.weight>2].image", ["last.image"]),
        ("$.image[0:2]", []),
        ("$..[0:1].image", ["containers[0].image"]),
        ("$.nothing[*]", []),
        (r"$['\u0069mage', 'on']", ["image", "on"]),
    ],
)
def test_a_query_leads_to_values_in_their_order(text: str, expected: list[str]) -> None:
    assert parse(text).is_query
    assert parse(text).steps({}) is None
    assert select(text) == expected


@pytest.mark.parametrize("data", ["[1]", "{", 1, None, True, [], {}])
def test_a_query_leads_nowhere_in_a_single_value(data: object) -> None:
    assert select("$[*]", data) == []


def test_a_simple_path_selects_nothing_as_it_has_steps() -> None:
    assert select("containers") == []


def test_a_dollar_sign_in_a_query_is_a_variable_s_with_braces_only() -> None:
    data = {"a": ["x", "$NAME", "y$"]}
    assert select("$.a[?search(@, '^x$') || @=='$NAME']", data) == ["a[0]", "a[1]"]
    assert select("$.a[?search(@, '^x$') || @=='${NAME}$']", data, NAME="y") == ["a[0]", "a[2]"]
    assert select(r"$.a[?@=='\u0024{NAME}']", {"a": ["${NAME}"]}) == ["a[0]"]


def test_what_a_variable_holds_cannot_end_the_quotes_of_a_query() -> None:
    for quote in "'\"":
        text = f"$.containers[?@.name=={quote}${{NAME}}{quote}].image"
        assert select(text, NAME="db") == ["containers[1].image"]
        for name in ("x' || 'a'=='a", 'x" || "a"=="a', "x\\", "\\'", "${NAME}"):
            assert select(text, NAME=name) == []
            assert select(text, {"containers": [{"name": name, "image": 1}]}, NAME=name)


# Separated by two spaces or the end of a line.
NOT_OF_THE_RFC = r"""
$.  $..  $[  $[]  $.1  $.a b  $[01]  $[-0]  $[1e2]  $[9007199254740992]  $[a]  $[$.a]
$.a | $.b  $.a & $.b  $.~a  $.~  $[~]  $[?#=='a']  $[?_.a]  $[?^.a]  $.${NAME}[*]
$[?@.a=~/(a*)*b/]  $[?@.a in ['x']]  $[?@.a contains 'x']  $[?@.a==['x']]  $[?[1]]  $[?@.a<>'x']
$[?@.a and @.b]  $[?not @.a]  $[?@.a==None]  $[?@.a==undefined]  $[?@.a==:1.5]  $[?@.a==1e400]
$[?@.a==@.b==@.c]  $[?@.a==!@.b]  $[?!'a']  $[?'a']  $[?@.*==1]  $[?length(@.*)>1]  $[?count(@.a)]
$[?typeof(@.a)=='x']  $[?isinstance(@.a,'x')]  $[?startswith(@.a,'x')]  $[?match(@.a,'x')==true]
$[?match(@.a,'(')]  $[?@.b || !search(@.a,'(?=x)')]  $[?@[?match(@.a,'(')]]
"""


@pytest.mark.parametrize(
    "text",
    [
        *re.split(r"\s{2,}|\n", NOT_OF_THE_RFC.strip()),
        "$.a ",
        "$[" + "?(" * 3000,
        "$" + "[?@" * 3000,
    ],
)
def test_a_query_is_what_rfc_9535_has_with_the_regular_expressions_of_re2(text: str) -> None:
    with pytest.raises(ValueError, match=r"RFC 9535|not a regular expression of RE2") as caught:
        parse(text, "NAME")
    assert "\n" not in str(caught.value)
    assert "TOKEN" not in str(caught.value)


def test_a_pattern_that_others_take_hours_for_is_answered_at_once() -> None:
    data = {"all": ["a" * 5_000, "ab"], "pattern": "(a|a)*b"}
    for function in ("search", "match"):
        assert select(f"$.all[?{function}(@, '(a|a)*b')]", data) == ["all[1]"]
        assert select(f"$.all[?{function}(@, $.pattern)]", data) == ["all[1]"]


def test_what_is_no_pattern_in_data_matches_nothing() -> None:
    assert select("$.a[?match(@, $.b)]", {"a": ["(", "x"], "b": "("}) == []
    assert select("$.a[?search(@, $.b)]", {"a": ["1", 1, None], "b": 1}) == []
    assert select("$.a[?search(@, $.b)]", {"a": ["ab"], "b": "(?<=a)b"}) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$..*", r"a\.json: '\$\.\.\*' leads to more than 50 places"),
        ("$..[?@..[?@..x]]", "takes too many steps"),
        ("$..[?count($..*)>1000]", "takes too many steps"),
        ("$..*..*..*..nothing", "takes too many steps"),
    ],
)
def test_a_query_has_an_end(text: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "MOST_PLACES", 50)
    monkeypatch.setattr(counted_data, "MOST_LOOKS", 5_000)
    data: Any = {"x": 1}
    for _ in range(30):
        data = {"a": data, "b": [1]}
    with pytest.raises(ValueNotFound, match=reason):
        select(text, data)


def test_what_a_slice_leads_to_is_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted_data, "MOST_LOOKS", 100)
    assert select("$[0:][9:]", [[0] * 9] * 9) == []
    with pytest.raises(ValueNotFound, match="takes too many steps"):
        select("$[0:][0:][9:]", [[[0] * 9] * 9] * 9)


def test_data_that_is_nested_too_deeply_for_a_query_is_refused() -> None:
    data: Any = 1
    for _ in range(100_000):
        data = [data]
    with pytest.raises(ValueNotFound, match=r"a\.json: .* nested too deeply"):
        select("$..[?@.a]", data)


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ((), "$"),
        (("image", "tag"), "image.tag"),
        (("containers", 0, "image"), "containers[0].image"),
        ((0, "a"), "[0].a"),
        (("config_files", "a.json"), "config_files['a.json']"),
        (("a", "it's", "b\\c"), r"a['it\'s']['b\\c']"),
        (("a", "0", ""), "a['0']['']"),
        (("$ref",), "$$ref"),
    ],
)
def test_a_location_is_shown_as_a_path(location: tuple[str | int, ...], text: str) -> None:
    assert shown(location) == text


@given(st.lists(st.text() | st.text("a0.$'\"\\[]* ", max_size=4) | st.integers(0, 10**15 - 1)))
def test_what_is_shown_leads_there(location: list[str | int]) -> None:
    assert steps(shown(location)) == tuple(location)


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=3), inside),
    max_leaves=15,
)


def locations(data: object) -> list[tuple[str | int, ...]]:
    """Everything below the root, in order."""
    inside: list[tuple[Any, object]] = []
    if isinstance(data, dict):
        inside = list(data.items())
    elif isinstance(data, list):
        inside = list(enumerate(data))
    return [(step, *rest) for step, value in inside for rest in [(), *locations(value)]]


@given(DATA)
def test_a_query_for_everything_leads_to_everything_in_order(data: object) -> None:
    assert parse("$..*").select(data, {}) == locations(data)
    assert set(parse("$..[?@==@]").select(data, {})) == set(locations(data))


PIECES = (
    *"$.[]*?@'\"(),:=!<>&|-0a \n\\",
    *("..", "['a']", "[0]", "[?", "@.a", "==", "&&", "::", "'a*'", "1e2", "true", "null"),
    *("match(", "search(", "count(", "length(", "value(", "${NAME}", "$NAME"),
)
QUERIES = st.lists(st.sampled_from(PIECES), max_size=15).map(lambda pieces: "$." + "".join(pieces))


@given(st.text() | QUERIES, DATA, tags)
@example("$.a[?@.b==1]['${NAME}']", {"a": [{"b": 1, "x": 2}]}, "x")
def test_any_text_is_a_path_or_a_value_error(text: str, data: object, tag: str) -> None:
    variables = {"NAME": tag}
    try:
        path = parse(text, *variables)
    except ValueError:
        return
    assert path.is_query == (path.steps(variables) is None)
    with suppress(ValueNotFound):
        found = path.select(data, variables)
        assert set(found) <= {(), *locations(data)}
        assert found == sorted(found, key=[(), *locations(data)].index)


def test_the_library_is_imported_by_queries_only() -> None:
    path = "tagboat.core.file_editors.value_path"
    asked = f"import sys; from {path} import ValuePath; ValuePath.parse(sys.argv[1], None);"
    asked += "print('jsonpath' in sys.modules)"
    for text, imported in (("$.a[0]['b']", "False"), ("a.b", "False"), ("$.a[*]", "True")):
        command = [sys.executable, "-c", asked, text]
        environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
        ran = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        assert ran.stdout.strip() == imported
