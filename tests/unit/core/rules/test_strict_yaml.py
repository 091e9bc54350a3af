"""YAML is data, or a ValueError, however it is made."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core.rules import strict_yaml
from tagboat.core.rules.strict_yaml import DEEPEST, LONGEST, NotYaml, load_yaml

LARGE = 1_000_000


def test_plain_data_is_read() -> None:
    text = "\ufeffa: &a [1, 'x', ~]\nb: *a\nc: {<<: {d: 1}, d: 2}\ne: !!str 1.10\n"
    assert load_yaml(text) == {
        "a": [1, "x", None],
        "b": [1, "x", None],
        "c": {"d": 2},
        "e": "1.10",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: 1\nb: 2\na: 3\n", "the key 'a' twice"),
        ("- {a: {b: 1, b: 2}}\n", "the key 'b' twice"),
        ("a: *b\n", "the alias 'b' of nothing"),
        ("a: &a [*a]\n", "the alias 'a' of nothing"),
        ("a: &a {<<: *a}\n", "the alias 'a' of nothing"),
        ("a: !!python/name:os.system x\n", "a tag"),
        ("a: !!timestamp x\n", "a tag"),
        ("a: !Ref b\n", "a tag"),
        ("a: 2026-13-45\n", "month"),
        ("a: 1:" + ":".join(["0"] * 200) + ".5\n", "too large"),
        ("a: " + "9" * 5000, "limit"),
        ("? [a]\n: b\n", "unhashable"),
        ("a: b: c\n", "mapping values"),
        ("a: 1\n---\nb: 2\n", "single document"),
        ("\x01", "control characters"),
        ("\ud800", "surrogates"),
    ],
)
def test_what_is_no_plain_data_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        load_yaml(text)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a: 1\nb: 2\na: 3\n", (3, 1)),
        ("a: 1\nb: *c\n", (2, 4)),
        ("a: 1\n---\nb: 2\n", (2, 1)),
        ("a: 1\nb: 2026-13-45\n", (2, 4)),
        ("a:\n  - 0b_\n", (2, 5)),
        ('a: 1\nb: ["\\d+"]\n', (2, 6)),
        ("a: b: c", (1, 5)),
        ("\x01", None),
    ],
)
def test_a_refusal_has_its_position(text: str, position: tuple[int, int] | None) -> None:
    with pytest.raises(NotYaml) as caught:
        load_yaml(text)
    assert caught.value.position == position


@pytest.mark.parametrize("text", ["a: [", "a: \x01", "a: b: c", 'a: "\\d"'])
def test_a_refusal_is_one_line_and_without_the_parser_s_name_for_the_text(text: str) -> None:
    with pytest.raises(NotYaml, match=r"^it cannot be read as YAML: ") as caught:
        load_yaml(text)
    assert "\n" not in str(caught.value)
    assert "<" not in str(caught.value)


def test_a_backslash_in_double_quotes_belongs_in_single_ones() -> None:
    with pytest.raises(NotYaml, match="single quotes"):
        load_yaml('a: 1\nb: ["\\d+"]\n')


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * DEEPEST + "%s" + "]" * DEEPEST, id="depth"),
        pytest.param("x" * LONGEST + "%s", id="length"),
        pytest.param("- x\n" * 49 + "- &a [x, x, x]\n- *a\n- [*a, *a]\n%s", id="size"),
    ],
)
def test_a_limit_is_what_can_just_be_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_yaml, "LARGEST", 67)
    load_yaml(text % "")
    more = {"[": "[]", "x": "x", "-": "- x"}[text[0]]
    with pytest.raises(ValueError, match=r"it has .*more than"):
        load_yaml(text % more)


def filled(unit: str, head: str = "", tail: str = "") -> str:
    return head + unit * ((LARGE - len(head) - len(tail)) // len(unit)) + tail


def laughs(link: str) -> str:
    """Ten times as much on each line as on the line before."""
    lines = [f"a{n}: &a{n} {link % ', '.join([f'*a{n - 1}'] * 10)}" for n in range(1, 10)]
    return "\n".join(["a0: &a0 {x: 1}", *lines])


# Each of these overflowed the stack, filled the memory, or took seconds to minutes.
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(filled("["), id="nested sequences"),
        pytest.param(filled('{"a":'), id="nested mappings"),
        pytest.param(filled("- "), id="nested block sequences"),
        pytest.param(filled("? "), id="nested keys"),
        pytest.param(laughs("[%s]"), id="billion laughs"),
        pytest.param(laughs("{<<: [%s]}"), id="billion laughs by merge keys"),
        pytest.param("a: &a [" + "b," * 9_000 + "]\nc: [" + "*a," * 9_000 + "]", id="squared"),
        pytest.param("".join(f"k{n}: 1\n" for n in range(100_000)), id="many keys"),
        pytest.param("".join(f"%TAG !a{n}! b\n" for n in range(70_000)), id="many directives"),
        pytest.param("a: 1" + ":1" * 400_000, id="a number of base 60"),
    ],
)
def test_a_file_made_to_harm_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="cannot be read as YAML"):
        load_yaml(text)


FRAGMENTS = (
    *(
        "a",
        "b: ",
        "- ",
        "? ",
        ": ",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "<<: *a",
        "!t ",
        "!!set ",
    ),
    *("'", '"', "\\", "|\n ", ">-\n ", "#", "---\n", "...\n", "%YAML", "\n", "\n  ", "\t", " "),
    *("~", "=", "0x", "0b", "1:1", "1.5", ".inf", "2026-01-01"),
)


@given(st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
@example("- 0b_")
@example("- 2026-01-01T00:00:00+99:99")
@example("- <<")
@example("- =")
@example("{<<: 1}")
@example("{<<: [1]}")
def test_any_text_is_data_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        load_yaml(text)
