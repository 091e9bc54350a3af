"""A converted glob means the files that the action found."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tagboat.converters.regex_action.globs import glob_of, name_of
from tagboat.core.globs import compile_glob

parts = st.lists(st.sampled_from(["a", "b", ".", "*", "**", "?"]), min_size=1, max_size=4).map(
    "".join
)
globs = st.lists(parts, min_size=1, max_size=3).map("/".join)
names = st.text("ab.", min_size=1, max_size=3)
paths = st.lists(names, min_size=1, max_size=4).map("/".join)


def as_regex(glob: str) -> str:
    wildcards = {"*": "[^/]*", "?": "[^/]"}
    tokens = re.findall(r"\*{2,}|.", glob)
    return "".join(
        ".*" if token.startswith("**") else wildcards.get(token) or re.escape(token)
        for token in tokens
    )


@given(globs, paths)
def test_a_glob_means_the_same_files(glob: str, path: str) -> None:
    # `**` as a whole part is ours as well: there, it needed a folder above the file.
    assume("**" not in glob.split("/")[:-1] and not re.search(r"\*{3,}", glob))
    assume(not {".", ".."} & {*glob.split("/"), *path.split("/")})
    ours = compile_glob(glob_of(glob))
    assert ours.matches(path) == bool(re.fullmatch(as_regex(glob), path)), ours.text


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("**dev/values.yaml", "**/*dev/values.yaml"),
        ("**/dev/*.yaml", "**/dev/*.yaml"),
        ("**", "**"),
        ("env**", "{env*,env*/**}"),
        ("env**/a.yaml", "env*/**/a.yaml"),
        ("a**b", "{a*b,a*/**/*b}"),
        ("**.yaml", "**/*.yaml"),
        ("./a/[^b].yaml", "a/[!b].yaml"),
        ("$a", "$$a"),
    ],
)
def test_it_is_as_short_as_it_can_be(glob: str, expected: str) -> None:
    assert glob_of(glob) == expected


def test_a_glob_that_crosses_folders_too_often_in_one_part_is_refused() -> None:
    with pytest.raises(ValueError, match="too often in one part"):
        glob_of("a**" * 40)


def test_a_directory_stands_above() -> None:
    assert glob_of("**dev/a.yaml", "./env//") == "env/**/*dev/a.yaml"


@pytest.mark.parametrize(
    ("glob", "name"),
    [
        ("**/*dev/values.yaml", "dev"),
        ("env/prod/*.yaml", "prod"),
        ("values.yaml", "values"),
        ("**", "mapping"),
    ],
)
def test_a_rule_is_named_after_the_folder(glob: str, name: str) -> None:
    assert name_of(glob) == name
