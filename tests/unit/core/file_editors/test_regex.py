"""Values that a regular expression finds: only what its groups match changes, or nothing does."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tagboat.core.errors import FileTooLarge, TargetError, ValueNotFound
from tagboat.core.file_editors import regex
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.limits import LARGEST_TEXT
from tagboat.core.file_editors.regex import Regex
from tests.image_pushes import tags

TEXT = '\ufeff# größe\r\nimageTag: "1.0" # 1.0\r\n  imageTag: "1.0"\r\n\r\nother: "1.0"'


def find(text: str, pattern: str, *, every: bool = True, optional: bool = False) -> Sequence[Place]:
    return Regex(pattern, every=every, optional=optional).find(text, "a.txt", {})


def replace(text: str, pattern: str, **values: str) -> str:
    """The text with the values of the groups that are named; others stay."""
    editor = Regex(pattern)
    places = editor.find(text, "a.txt", {})
    written = [(place, values[place.role]) for place in places if place.role in values]
    return editor.write(text, "a.txt", written)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('imageTag: "(?<tag>.*)"', TEXT.replace('Tag: "1.0"', 'Tag: "2.0"')),
        ('imageTag: "(?P<tag>[^"]*)"', TEXT.replace('Tag: "1.0"', 'Tag: "2.0"')),
        ('^imageTag: "(?<tag>.*)"', TEXT.replace('\nimageTag: "1.0"', '\nimageTag: "2.0"')),
        ('"(?<tag>.*)"$', TEXT.replace('other: "1.0"', 'other: "2.0"')),
        ("# (?<tag>[0-9].*)$", TEXT.replace("# 1.0", "# 2.0")),
        ("other: (?<tag>.*)", TEXT.replace('other: "1.0"', "other: 2.0")),
        (r"^\x{feff}# (?<tag>\S+)", TEXT.replace("größe", "2.0")),
        (r"(?s)größe.*?\"(?<tag>[0-9.]+)", TEXT.replace('"1.0" # 1.0', '"2.0" # 1.0')),
    ],
)
def test_only_what_the_group_matches_is_replaced(pattern: str, expected: str) -> None:
    assert replace(TEXT, pattern, tag="2.0") == expected


def test_a_place_is_where_the_group_matches() -> None:
    assert find(TEXT, '^ +imageTag: "(?<image_tag>.*)"') == [
        Place(
            where="line 3",
            line=3,
            column=14,
            role="image_tag",
            old="1.0",
            start=TEXT.index("  image") + 13,
            end=TEXT.index("  image") + 16,
        )
    ]
    (mark, first) = find(TEXT, "(?<mark>\ufeff)|# (?<first>g)")
    assert [(place.where, place.column) for place in (mark, first)] == [
        ("line 1", 1),
        ("line 1", 3),
    ]


def test_several_groups_are_several_places() -> None:
    text = "image: team/wéb:1.0@sha256:aa # 1.0"
    pattern = "image: (?<name>[^:]+):(?<tag>[^@]+)(?:@(?<digest>sha256:[0-9a-f]+))? # (?<note>.*)"
    assert [(place.role, place.old) for place in find(text, pattern)] == [
        ("name", "team/wéb"),
        ("tag", "1.0"),
        ("digest", "sha256:aa"),
        ("note", "1.0"),
    ]
    assert replace(text, pattern, tag="2.0.0", note="2", digest="sha256:b", name="ü") == (
        "image: ü:2.0.0@sha256:b # 2"
    )
    assert replace(text, pattern, digest="sha256:b") == text.replace("aa", "b")


def test_a_group_that_takes_no_part_is_passed_over() -> None:
    pattern = "tag: (?<tag>[^@\n]+)(?:@(?<digest>.+))?"
    assert [place.role for place in find("tag: 1.0\n", pattern)] == ["tag"]
    assert replace("tag: 1.0\ntag: 1.0@a\n", pattern, tag="2", digest="b") == "tag: 2\ntag: 2@b\n"
    with pytest.raises(ValueNotFound, match="nothing matches"):
        find("tag: 1.0\n", "tag: 1.0|(?<tag>2.0)")


def test_a_group_may_match_nothing_where_a_value_is_missing() -> None:
    assert (
        replace("tag:\r\nname: x\r\n", "^tag:(?<tag>.*)$", tag=" 2.0") == "tag: 2.0\r\nname: x\r\n"
    )
    assert replace("tag: 1.0", "^tag: (?<tag>.*)$", tag="") == "tag: "
    assert replace("", "^(?<tag>.*)$", tag="2.0") == "2.0"
    assert replace("a\r\n", "a\r(?<tag>[0-9.]*)", tag="2.0") == "a\r2.0\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a=1\na=2\n", "1, 2"), ("a=1\n" * 20, "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ...")],
)
def test_several_matches_are_changed_unless_one_is_meant(text: str, lines: str) -> None:
    assert replace(text, "a=(?<tag>.*)", tag="3") == text.replace("1", "3").replace("2", "3")
    with pytest.raises(ValueNotFound, match=f"a.txt has .* matches of .*, in lines {lines}. Write"):
        find(text, "a=(?<tag>.*)", every=False)
    assert len(find(text, "(?s)^a=(?<tag>.*)", every=False)) == 1


def test_what_matches_nowhere_is_refused_unless_it_may() -> None:
    with pytest.raises(ValueNotFound, match=r"a\.txt has no value at 'imagetag: .*nothing matches"):
        find(TEXT, 'imagetag: "(?<tag>.*)"')
    assert find(TEXT, 'imagetag: "(?<tag>.*)"', optional=True) == []
    assert Regex("(?<tag>x)").write(TEXT, "a.txt", []) == TEXT


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", r"'\(' is not a regular expression of RE2: missing \)"),
        ("(?<tag>(?=x))", "no look-around"),
        ("*(?<tag>x)", "no argument for repetition operator"),
        ("imageTag: (.*)", "has no named group"),
        ("", "has no named group"),
        (r"\(?<tag>x\)", "has no named group"),
        ("(?<a>x(?<b>y))", "a named group inside another"),
        ("(?P<a>x(?:y|(?i)[(](z(?P<b>y))))", "a named group inside another"),
        (r"(?<a>\Q)\E(?<b>x))", "a named group inside another"),
        (r"(?<a>[^])](?<b>x))", "a named group inside another"),
        (r"(?<a>\)(?<größe>x))", "a named group inside another"),
        ("(?<a>x)(?P<a>y)", "two groups named a"),
        ("(?<a>x)|(?<b>y)|(?<a>z)", "two groups named a"),
    ],
)
def test_what_is_no_pattern_of_values_is_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Regex(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?<a>x)(?<b>y)",
        "((?<a>x)(?:(?<b>y)))",
        r"(?<a>\()(?<b>\))",
        r"(?<a>[(])(?<b>[[:^alpha:](])",
        r"(?<a>[]()])(?<b>[^]()])",
        r"(?<a>[\](])(?<b>\\)",
        r"(?<a>\Q(((\E)(?<b>\Q(\\E)",
        r"(?<a>x)|(?<b>x\Q(\E)",
    ],
)
def test_named_groups_may_follow_each_other(pattern: str) -> None:
    assert list(Regex(pattern).groups) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "pattern", "values"),
    [
        ("tag: 1.0\n", r"tag: (?<tag>[0-9.]+)$", {"tag": "2.0-rc"}),
        ("tag: 1.0\n", "tag: (?<tag>.+)", {"tag": "2.0\n"}),
        ("tag: 1.0\n", "tag: (?<tag>.+)", {"tag": ""}),
        ("tag: 1.0\n", "tag: (?<tag>.+)", {"tag": "2.0\r"}),
        ("a1b2", r"(?<a>a\d)|(?<b>b\d)", {"a": "b1"}),
        ("12", r"(?<a>\d*?)(?<b>\d+)", {"a": "1", "b": "2"}),
        ("xx", "(?<tag>y*)", {"tag": "y"}),
        ("a=1;", r"a=(?<tag>\d+)", {"tag": "2 a=3"}),
        ("tag: 1.0", "(?<key>[a-z]+): (?<tag>.+)", {"key": "1"}),
    ],
)
def test_values_that_the_pattern_would_not_find_again_are_refused(
    text: str, pattern: str, values: dict[str, str]
) -> None:
    with pytest.raises(ValueNotFound, match=r"a\.txt would not read back as it is meant"):
        replace(text, pattern, **values)


def test_places_of_another_text_are_refused() -> None:
    editor = Regex("a=(?<tag>.)")
    places = editor.find("a=1", "a.txt", {})
    with pytest.raises(ValueNotFound, match="would not read back"):
        editor.write(" a=1", "a.txt", [(places[0], "2")])


def test_a_pattern_that_others_take_hours_for_is_answered_at_once() -> None:
    with pytest.raises(ValueNotFound, match="nothing matches"):
        find("a" * 100_000, "(?<tag>(?:a*)*b)")


def test_matches_and_characters_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "é" * (LARGEST_TEXT - 6) + "tag: 1"
    assert replace(text, "tag: (?<tag>.)$", tag="2") == f"{text[:-1]}2"
    with pytest.raises(FileTooLarge, match=r"a\.txt has more than 10,000,000 characters"):
        find(f"{text} ", "tag: (?<tag>.)")
    monkeypatch.setattr(regex, "MOST_MATCHES", 3)
    assert replace("a1a2a3", "a(?<tag>.)", tag="9") == "a9a9a9"
    with pytest.raises(ValueNotFound, match=r"a\.txt has more than 3 matches of 'a\(\?<tag>\.\)'"):
        find("a1a2a3a4", "a(?<tag>.)")


@pytest.mark.parametrize(("size", "count"), [(100_000, 1_000), (1_000_000, 300), (5_000_000, 10)])
def test_what_ordinary_patterns_find_in_large_files_is_found(size: int, count: int) -> None:
    text = ("tag: 1".ljust(size // count - 1) + "\n") * count
    assert len(find(text, r"^tag: (?<tag>\S+)")) == count


def test_matches_that_each_look_at_the_rest_of_a_large_file_are_limited() -> None:
    pattern = "(?s)(?<image_tag>a)(?:.*zzz)?"
    with pytest.raises(ValueNotFound, match=r"a\.txt is too large for so many matches of '\(\?s\)"):
        find("a" * 900 + "b" * 9_000_000, pattern)
    assert len(find("a" * 9 + "b" * 9_000_000, pattern)) == 9


LINES = st.lists(
    st.tuples(
        st.text(max_size=6) | st.sampled_from(["tag: ", "größe", "tag:", ' "1.0"']),
        tags | st.text(),
    ),
    max_size=6,
)
ENDS = st.sampled_from(["\n", "\r\n"])


@given(LINES, ENDS, st.booleans(), tags, st.sampled_from([".*", ".+", r"\S+", "[^ ]*"]))
@example([("tag: ", "1.0")], "\r\n", True, "2.0", ".*")
def test_no_character_outside_of_the_groups_changes(
    lines: list[tuple[str, str]], end: str, last: bool, new: str, value: str
) -> None:
    text = "".join(f"{before}tag: {old}{end}" for before, old in lines)
    text = text if last else text.removesuffix(end)
    pattern = f"tag: (?<tag>{value})$"
    places = find(text, pattern, optional=True)
    assume(places)
    try:
        edited = replace(text, pattern, tag=new)
    except ValueNotFound:
        return
    kept, edited_kept, at, edited_at = [], [], 0, 0
    for place in places:
        assert text[place.start : place.end] == place.old
        assert place.line == text.count("\n", 0, place.start) + 1
        lines_before = text.removeprefix("\ufeff").split("\n")[: place.line - 1]
        before = sum(len(line) + 1 for line in lines_before) + text.startswith("\ufeff")
        assert place.start == before + place.column - 1
        kept.append(text[at : place.start])
        edited_kept.append(edited[edited_at : edited_at + len(kept[-1])])
        at, edited_at = place.end, edited_at + len(kept[-1]) + len(new)
        assert text[place.end - 1 : place.end + 1] != "\r\n" or not place.old
    assert [*kept, text[at:]] == [*edited_kept, edited[edited_at:]]
    assert [place.old for place in find(edited, pattern)] == [new] * len(places)


@given(st.lists(tags, min_size=1, max_size=4), ENDS, st.text(alphabet="é \t#", max_size=4), tags)
def test_there_and_back_again_restores_a_text(
    old: list[str], end: str, after: str, new: str
) -> None:
    text = end.join(f'{after}image: "é:{tag}"{after}' for tag in old)
    editor = Regex('image: "é:(?<tag>.*)"')
    there = replace(text, 'image: "é:(?<tag>.*)"', tag=new)
    places = editor.find(there, "a.txt", {})
    assert editor.write(there, "a.txt", list(zip(places, old, strict=True))) == text


PIECES = (
    *"()[]{}*+?|\\.^$-a1é \r\n",
    *("(?<a>", "(?<b>", "(?P<c>", "(?:", "(?s)", r"\d", r"\Q", r"\E", "[^", "[[:alpha:]]", "a*"),
)
PATTERNS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
TEXTS = st.text() | st.text(alphabet="aaa1é()[]\r\n ", max_size=12)


@given(PATTERNS | PATTERNS.map(lambda pattern: f"(?<a>{pattern})"), TEXTS, TEXTS)
@example("(?<a>a*)", "aba", "a")
@example("(?<a>$)(?<b>$)", "\r\n", "")
@example("(?:(?<a>a)|(?<b>1))*", "a1a", "a")
def test_any_text_is_edited_or_refused(pattern: str, text: str, value: str) -> None:
    try:
        editor = Regex(pattern)
    except ValueError:
        return
    with suppress(TargetError):
        places = editor.find(text, "a.txt", {})
        assert all(text[place.start : place.end] == place.old for place in places)
        ends = [0, *(place.end for place in places)]
        assert all(end <= place.start for end, place in zip(ends, places, strict=False))
        edited = editor.write(text, "a.txt", [(place, value) for place in places])
        assert [place.old for place in editor.find(edited, "a.txt", {})] == [value] * len(places)
