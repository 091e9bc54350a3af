"""Globs mean what a naive reading of them means, in linear time, and prune no folder too many."""

import re
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from tagboat.core.alternatives import MOST_ALTERNATIVES
from tagboat.core.globs import LONGEST, compile_glob, is_glob

# What a glob is made of, each with texts that it means.
PIECES = {
    "a": ["a"],
    ".b": [".b"],
    "*": ["", "a", ".b0"],
    "?": ["a", "."],
    "[ab]": ["a", "b"],
    "[!a]": ["b", "."],
    "[.-b]": [".", "0", "a"],
    "{a,b}": ["a", "b"],
    "{,a/}b": ["b", "a/b"],
    "{0,b{b,/.b}}": ["0", "bb", "b/.b"],
    "},]": ["},]"],
}
DEEP = {"**/": ["", "a/", "b/.b/"]}
LAST = {"**": ["a", "b/.b"]}


def pairs(pieces: Mapping[str, list[str]]) -> st.SearchStrategy[tuple[str, str]]:
    """A glob and a name that it means."""
    return st.sampled_from([(glob, name) for glob, names in pieces.items() for name in names])


def joined(separator: str, pairs: Iterable[tuple[str, str]]) -> tuple[str, str]:
    globs, names = zip(*pairs, strict=True)
    return separator.join(globs), separator.join(names)


def is_valid(pair: tuple[str, str]) -> bool:
    few = len(choices(pair[0])) <= MOST_ALTERNATIVES
    return few and not re.search(r"[^/]\*\*|\*\*[^/]", pair[0])


part = st.lists(pairs(PIECES), min_size=1, max_size=3).map(lambda some: joined("", some))
folder = pairs(DEEP) | part.map(lambda pair: joined("", [pair, ("/", "/")]))
matching = (
    st.tuples(st.lists(folder, max_size=3), part | pairs(LAST))
    .map(lambda drawn: joined("", [*drawn[0], drawn[1]]))
    .filter(is_valid)
)
globs = matching.map(lambda pair: pair[0])
names = st.text("ab/.0", max_size=7) | matching.map(lambda pair: pair[1])


# A second reading of the same language, as slow and as plain as can be.


def means(glob: str, name: str) -> bool:
    return any(parts_mean(one.split("/"), name.split("/")) for one in choices(glob))


def choices(glob: str) -> list[str]:
    if "}" not in glob or "{" not in glob.partition("}")[0]:
        head, brace, tail = glob.partition("}")
        return [head + brace + rest for rest in choices(tail)] if brace else [glob]
    head, _, tail = glob.partition("}")
    head, _, inside = head.rpartition("{")
    return [text for one in inside.split(",") for text in choices(head + one + tail)]


def parts_mean(parts: list[str], names: list[str]) -> bool:
    if parts == ["**"]:
        return len(names) > 0
    if parts[:1] == ["**"]:
        return any(parts_mean(parts[1:], names[count:]) for count in range(len(names) + 1))
    if not parts or not names:
        return parts == names
    return part_means(parts[0], names[0]) and parts_mean(parts[1:], names[1:])


def part_means(part: str, name: str) -> bool:
    if not part:
        return not name
    if part[0] == "*":
        return any(part_means(part[1:], name[count:]) for count in range(len(name) + 1))
    if not name:
        return False
    if part[0] == "[":
        members, _, rest = part[1:].partition("]")
        return in_set(members, name[0]) and part_means(rest, name[1:])
    return part[0] in ("?", name[0]) and part_means(part[1:], name[1:])


def in_set(members: str, character: str) -> bool:
    if members[0] == "!":
        return not in_set(members[1:], character)
    if members[1:2] == "-":
        return members[0] <= character <= members[2]
    return character in members


@given(globs, names)
@settings(max_examples=300)
@example("a/**", "a")
@example("a/**/b", "a/b")
@example("[.-b]", "/")
def test_a_glob_means_what_it_says(glob: str, name: str) -> None:
    assert compile_glob(glob).matches(name) == means(glob, name)


@given(matching)
@settings(max_examples=300)
def test_no_folder_above_a_match_is_pruned_and_one_of_them_is_a_start(
    pair: tuple[str, str],
) -> None:
    glob, name = compile_glob(pair[0]), pair[1]
    parts = name.split("/")
    above = ["/".join(parts[:count]) for count in range(len(parts))]
    assert glob.matches(name)
    assert all(glob.may_hold(folder) for folder in above)
    assert set(glob.starts) & set(above)


@given(globs, names)
@settings(max_examples=300)
def test_a_folder_may_hold_a_match_only_if_it_begins_one(glob: str, folder: str) -> None:
    beginnings = [
        "/".join(parts[:count])
        for one in choices(glob)
        for parts in [one.split("/")]
        for count in range(1, len(parts))
    ]
    deep = [one for one in choices(glob) if "**" in one]
    expected = any(means(one, folder) for one in beginnings) or any(
        means(f"{one.partition('**')[0]}**", f"{folder}/a") for one in deep
    )
    assert compile_glob(glob).may_hold(folder) == (expected or not folder)


@given(st.text(st.characters(), max_size=30) | st.text("ab/*?[]{},!-\\.^:", max_size=20), st.text())
@example("\ud800*", "")
@example("*", "\ud800")
@example("\0*", "\0a")
@example("{" * 400 + "}" * 400, "")
@example("*a" * (LONGEST // 2), "a" * 5000)
@example("**/" * (LONGEST // 3) + "b", "a/" * 5000)
def test_any_text_is_a_glob_or_a_value_error_and_takes_any_name(text: str, name: str) -> None:
    try:
        compiled = compile_glob(text)
    except ValueError:
        return
    compiled.matches(name)
    compiled.may_hold(name)
    assert compiled.text == text
    assert compiled.starts


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), min_size=1))
@example(["*", "?[]{a,b}", "a.b+c|(d)$"])
def test_whatever_is_special_can_be_meant_itself(parts: list[str]) -> None:
    assume(not any("/" in part or "\\" in part or part in (".", "..") for part in parts))
    name = "/".join(parts)
    escaped = "".join(f"[{one}]" if one in "*?[{" else one for one in name)
    assume(len(escaped) <= LONGEST)
    glob = compile_glob(escaped)
    assert glob.matches(name)
    assert not glob.matches(f"{name}a")
    assert all(glob.may_hold("/".join(parts[:count])) for count in range(len(parts)))


@pytest.mark.parametrize(
    ("glob", "matching", "others"),
    [
        ("environments/dev/*.yaml", ["environments/dev/.a.yaml"], ["environments/dev/a/b.yaml"]),
        (
            "**/values.yaml",
            ["values.yaml", "a/.b/values.yaml"],
            ["my-values.yaml", "values.yaml/a"],
        ),
        ("apps/*/{dev,stage}/tag", ["apps/web/dev/tag"], ["apps/dev/tag", "apps/web/prod/tag"]),
        ("{a/b,c}/d", ["a/b/d", "c/d"], ["a/d", "b/d"]),
        ("a/**", ["a/b", "a/b/c", "a/\n"], ["a", "b/a"]),
        ("v[0-9].[!0-9]", ["v1.x", "v1.é"], ["v1.2", "va.x", "v1./"]),
        ("a[]-]b", ["a]b", "a-b"], ["ab", "a[b"]),
        ("?", ["é", "🚢", "\n"], ["", "/", "ab"]),
        ("a.b", ["a.b"], ["axb", "a.b/c", "A.B"]),
        ("team/*", ["team/web"], ["team", "team/web/api", "teams/web"]),
    ],
)
def test_examples(glob: str, matching: list[str], others: list[str]) -> None:
    compiled = compile_glob(glob)
    assert [name for name in matching + others if compiled.matches(name)] == matching


@pytest.mark.parametrize(
    ("glob", "starts"),
    [
        ("environments/dev/*.yaml", ("environments/dev",)),
        ("*/tag", ("",)),
        ("tag", ("",)),
        ("apps/{web,api}/tag", ("apps/web", "apps/api")),
        ("apps/{a,b}*/tag", ("apps",)),
        ("a/**/b", ("a",)),
    ],
)
def test_a_search_starts_where_names_are_no_longer_given(glob: str, starts: tuple[str]) -> None:
    assert compile_glob(glob).starts == starts


def test_only_folders_that_can_hold_a_match_are_looked_into() -> None:
    glob = compile_glob("environments/*/{dev,stage}/tag")
    folders = ["", "environments", "environments/eu", "environments/eu/dev"]
    others = ["apps", "environments/eu/prod", "environments/eu/dev/tag", "environments/eu/dev/x"]
    assert [folder for folder in folders + others if glob.may_hold(folder)] == folders


@pytest.mark.parametrize("text", ["a*", "a?", "[a]", "{a,b}", "["])
def test_a_text_with_a_special_character_is_a_glob(text: str) -> None:
    assert is_glob(text)


@pytest.mark.parametrize("text", ["a/b.yaml", "a]", "a}", "a,b", "!a", "", "a-b"])
def test_another_text_means_itself(text: str) -> None:
    assert not is_glob(text)
    assert not text or compile_glob(text).matches(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a/[b", r"a \[ is not closed by a \]"),
        ("a[b/c]", r"a \[ is not closed by a \]"),
        ("[]", r"a \[ is not closed by a \]"),
        ("[!]", r"a \[ is not closed by a \]"),
        ("{a,b", "a { is not closed by a }"),
        ("{a,b}" * 7, "more than 100 texts"),
        ("a**/b", r"\*\* is always a whole part.*; write \* in 'a\*\*'"),
        ("/a", "a part of it is ''"),
        ("a//b", "a part of it is ''"),
        ("a/*/", "a part of it is ''"),
        ("", "a part of it is ''"),
        ("{a,}/b", "a part of it is ''"),
        ("../*", "a part of it is '..'"),
        ("*/{.,a}", "a part of it is '.'"),
        (r"a\*", r"write \[\*\] for a \*"),
        ("[z-a]", "z-a is no range"),
        ("[^a]", r"\[\^a\] is no set here; write \[!a-z\]"),
        ("[[:digit:]]", r"write \[!a-z\]"),
        ("*" + "a" * LONGEST, "too long: at most 1,000"),
        ("{" + ",".join("abcdefghij") + "}" + "{0,1,2,3,4,5,6,7,8,9}" + "?" * 900, "too large"),
        ("\ud800", "surrogates"),
    ],
)
def test_what_is_no_glob_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        compile_glob(text)
