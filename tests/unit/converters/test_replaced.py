"""A pattern and its replacement become one pattern, whose group is what was replaced."""

import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.replaced import with_value


@pytest.mark.parametrize(
    ("pattern", "before", "after", "expected"),
    [
        ("tag: .*", "tag: ", "", "tag: (?<v>.*)"),
        (r"tag:\s.*", "tag: ", "", None),
        (r"(tag:\s*).*", "$1", "", r"(tag:\s*)(?<v>.*)"),
        (r"(?m)^(tag: ).*$", "${1}", "", r"^(tag: )(?<v>.*)$"),
        (r"(?i)tag=\S+", "tag=", "", r"(?i)tag=(?<v>\S+)"),
        (r"(?P<a>x)\d+(?P<b>y)", "${a}", "$b", r"(?:x)(?<v>\d+)(?:y)"),
        (r"a\.b=(\d+);", "a.b=", ";", r"a\.b=(?<v>\d+);"),
        (r"cost \$\d", "cost $$", "", r"cost \$(?<v>\d)"),
        ("=(a|b)", "=", "", "=(?<v>a|b)"),
        ("=(a)?", "=", "", "=(?<v>(a)?)"),
        ("x{2}y", "", "y", "(?<v>x{2})y"),
        (".*", "", "", "(?<v>.*)"),
        ("(a)(b)c", "$2", "", None),
        ("a|b", "", "", None),
        ("ab", "a", "b", None),
        ("a+b", "a", "", None),
        ("(?P<a>x)", "", "", None),
        ("a^", "a", "", None),
        ("", "", "", None),
        ("a)", "", "", None),
    ],
)
def test_what_the_replacement_repeats_is_outside_the_group(
    pattern: str, before: str, after: str, expected: str | None
) -> None:
    assert with_value(pattern, before, after, "v") == expected


LITERALS = [("a", "a"), (r"\.", "."), ("b", "b")]
GROUPS = ["(a*)", "([ab])", "(?P<{name}>b+)", "(a(b)?)"]
MIDDLES = [".*", "[ab.]+", "b", "a?", "(a)", "(?:a|b)+"]
sides = st.lists(st.sampled_from(LITERALS) | st.sampled_from(GROUPS), max_size=3)


@given(sides, st.sampled_from(MIDDLES), sides, st.text("ab.", max_size=6))
def test_writing_the_group_is_replacing_what_is_matched(
    front: list[tuple[str, str] | str],
    middle: str,
    back: list[tuple[str, str] | str],
    text: str,
) -> None:
    pattern, sections = "", ["", ""]
    for at, unit in enumerate([*front, None, *back]):
        number = re2.compile(pattern).groups + 1
        if unit is None:
            pattern += middle
        elif isinstance(unit, tuple):
            pattern += unit[0]
            sections[at > len(front)] += unit[1]
        else:
            pattern += unit.format(name=f"n{at}")
            sections[at > len(front)] += f"${{{number}}}"
    made = with_value(pattern, sections[0], sections[1], "v")
    assert made is not None
    ours, theirs = re2.compile(made), re2.compile(pattern).search(text)
    found = ours.search(text)
    assert (found is None) == (theirs is None)
    if found is None or theirs is None:
        return
    start, end = found.span(ours.groupindex["v"])
    left, right = (
        re.sub(r"\$\{(\d+)\}", lambda one: theirs.group(int(one[1])) or "", side)
        for side in sections
    )
    replaced = text[: theirs.start()] + left + "NEW" + right + text[theirs.end() :]
    assert text[:start] + "NEW" + text[end:] == replaced


anything = st.text("ab$1{}()|?*<>\\^", max_size=8)


@given(anything, anything, anything)
def test_any_text_is_a_pattern_or_none(pattern: str, before: str, after: str) -> None:
    with_value(pattern, before, after, "v")
