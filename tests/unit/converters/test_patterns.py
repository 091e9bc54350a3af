"""A pattern for whole tags takes what another finds in them, with the same groups."""

import pytest
import re2
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tagboat.converters.patterns import (
    is_line_bound,
    named_groups,
    whole,
    with_leading_group,
    with_named_group,
    with_names,
    without_needless_escapes,
)

PIECES = (
    *(
        "a",
        "b",
        "-",
        ".",
        "|",
        "(",
        "(?:",
        "(?P<n>",
        "(?<m>",
        ")",
        "^",
        "$",
        "[ab]",
        "[^a-]",
        r"\.",
    ),
    *("*", "+", "?", "*?", r"\d", r"\Q.\E", "(?i)", r"\A", r"\z", "{2}", "[)]", r"\(", "[|]"),
)
patterns = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
tags = st.text("ab-.1A", max_size=6)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".*-dev", ".*-dev.*"),
        (".+-dev$", ".+-dev"),
        ("^main-", "main-.*"),
        (r"^v\d+$", r"v\d+"),
        ("rc", ".*rc.*"),
        ("^(?P<ts>[0-9]+)$", "(?P<ts>[0-9]+)"),
        ("(?P<ts>[0-9]+)", ".*?(?P<ts>[0-9]+).*"),
        ("dev|rc", ".*(?:dev|rc).*"),
        ("^dev|rc$", ".*(?:^dev|rc$).*"),
        ("(dev|rc)$", ".*?(dev|rc)"),
        (r"[|]\|", r".*[|]\|.*"),
        ("^", ".*"),
        ("", ".*"),
        (r"a\$", r".*a\$.*"),
        (".*", ".*"),
    ],
)
def test_a_pattern_is_as_short_as_it_was(pattern: str, expected: str) -> None:
    assert whole(pattern) == expected


@given(patterns, tags)
@example("(a|ab)(b)?", "aab")
@example("(?P<n>.+)-", "a-b-1")
def test_it_takes_the_same_tags_and_its_groups_match_the_same(pattern: str, tag: str) -> None:
    try:
        compiled = re2.compile(pattern)
    except re2.error:
        assume(False)
    wanted = compiled.search(tag)
    found = re2.compile(whole(pattern)).fullmatch(tag)
    assert (found is None) == (wanted is None)
    if found is not None and wanted is not None:
        assert found.groups() == wanted.groups()


@given(st.text())
def test_any_text_is_taken_apart_and_put_together_again(text: str) -> None:
    assert with_names(text, lambda name: name).count("(") == text.count("(")
    assert len(whole(text)) <= len(text) + 9
    assert without_needless_escapes(text).replace("\\", "") == text.replace("\\", "")


@pytest.mark.parametrize(
    ("pattern", "number", "expected"),
    [
        (r"^main-(\d+)$", 1, (r"^main-(?<it>\d+)$", "it")),
        (r"(?:a)[(](b)(c)", 2, (r"(?:a)[(](b)(?<it>c)", "it")),
        (r"\((?P<own>a)", 1, (r"\((?P<own>a)", "own")),
    ],
)
def test_a_group_is_named_by_its_number(
    pattern: str, number: int, expected: tuple[str, str]
) -> None:
    assert with_named_group(pattern, number, "it") == expected


@pytest.mark.parametrize("number", [0, 2])
def test_a_group_that_is_not_there_cannot_be_named(number: int) -> None:
    with pytest.raises(ValueError, match=f"no group {number}"):
        with_named_group("(a)", number, "it")


def test_groups_get_other_names_or_none() -> None:
    names = {"docker_image_tag": "image_tag", "branch": "branch"}
    pattern = r"(?P<docker_image_tag>.*) (?<branch>\w) (?'other'x) (?<=a) [(?<branch>]"
    assert named_groups(pattern) == ["docker_image_tag", "branch", "other"]
    assert with_names(pattern, names.get) == (
        r"(?<image_tag>.*) (?<branch>\w) (?:x) (?<=a) [(?<branch>]"
    )


def test_what_needs_no_escape_loses_it() -> None:
    assert without_needless_escapes(r'tag: \"(.*)\" a\/b \\" \.') == r'tag: "(.*)" a/b \\" \.'


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".*-dev.*", "(?<b>.+)-dev.*"),
        (".+-[0-9a-f]{7}", "(?<b>.+)-[0-9a-f]{7}"),
        ("main.*", None),
        (".*", None),
        (".*[0-9]", None),
        (".*-(?<c>x)", None),
        (r"\.*-x", None),
    ],
)
def test_what_stands_before_the_first_dash_is_named(pattern: str, expected: str | None) -> None:
    assert with_leading_group(pattern, "b") == expected


def test_ends_of_lines_are_seen_where_they_are_some() -> None:
    assert [is_line_bound(one) for one in ("^a", "a$", r"\^a\$", "[^$]")] == [
        True,
        True,
        False,
        False,
    ]
