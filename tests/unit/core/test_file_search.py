"""Files are found level by level, and no folder is listed that cannot hold one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core import file_search
from tagboat.core.errors import TooManyFiles
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import compile_glob

Tree = Mapping[str, Listing]
"""Folders by their paths."""

APPS: Tree = {
    "": Listing(["README.md", ".hidden"], ["apps", "environments", ".config"]),
    "apps": Listing(["tag"], ["web", "api"]),
    "apps/web": Listing(["tag", "Tag", "run.sh"], ["deep"]),
    "apps/web/deep": Listing(["tag"]),
    "apps/api": Listing(["tag"]),
    "environments": Listing([], ["dev", "prod"]),
    "environments/dev": Listing(["b.yaml", "a.yaml", ".c.yaml", "é.yaml"]),
    "environments/prod": Listing(["a.yaml"]),
    ".config": Listing(["a.yaml"]),
}


def find(tree: Tree, *globs: str) -> tuple[list[str], list[list[str]]]:
    """What is found, and the folders of each level that were listed."""
    levels: list[list[str]] = []

    def list_folders(paths: Sequence[str]) -> Iterator[Listing]:
        levels.append(list(paths))
        return (tree.get(path, Listing()) for path in paths)

    return find_files([compile_glob(glob) for glob in globs], list_folders), levels


@pytest.mark.parametrize(
    ("glob", "found", "levels"),
    [
        (
            "environments/dev/*.yaml",
            [f"environments/dev/{name}.yaml" for name in (".c", "a", "b", "é")],
            [["environments/dev"]],
        ),
        ("apps/*/tag", ["apps/api/tag", "apps/web/tag"], [["apps"], ["apps/api", "apps/web"]]),
        ("apps/{web,api}/tag", ["apps/api/tag", "apps/web/tag"], [["apps/api", "apps/web"]]),
        ("*", [".hidden", "README.md"], [[""]]),
        ("apps/web/tag", ["apps/web/tag"], [["apps/web"]]),
        ("nowhere/*/tag", [], [["nowhere"]]),
        (
            "apps/**/tag",
            ["apps/api/tag", "apps/tag", "apps/web/deep/tag", "apps/web/tag"],
            [["apps"], ["apps/api", "apps/web"], ["apps/web/deep"]],
        ),
    ],
)
def test_only_folders_that_can_hold_a_match_are_listed(
    glob: str, found: list[str], levels: list[list[str]]
) -> None:
    assert find(APPS, glob) == (found, levels)


def test_no_folder_is_listed_twice_for_globs_that_meet() -> None:
    found, levels = find(APPS, "apps/*/tag", "apps/web/*.sh", "**/deep/tag")
    assert found == ["apps/api/tag", "apps/web/deep/tag", "apps/web/run.sh", "apps/web/tag"]
    listed = [folder for level in levels for folder in level]
    assert sorted(listed) == sorted(APPS)


def test_nothing_is_listed_for_no_globs() -> None:
    assert find(APPS) == ([], [])


@pytest.mark.parametrize("name", ["a\nb", "a\\b", "\x7f", "..", ".git", "caf\ufffd"])
def test_what_no_rule_may_name_is_neither_found_nor_entered(name: str) -> None:
    tree = {"": Listing([name, "a"], [name]), name: Listing(["b"])}
    assert find(tree, "**") == (["a"], [[""]])


def test_a_name_that_is_no_text_is_not_found() -> None:
    assert find({"": Listing(["caf\udce9", "a"], ["caf\udce9"])}, "**") == (["a"], [[""]])


@pytest.mark.parametrize("glob", [".git/*", "a/.GIT/*/b", "a\n/*"])
def test_a_search_does_not_begin_where_no_rule_may_name_files(glob: str) -> None:
    assert find({}, glob) == ([], [])


@pytest.mark.parametrize(("count", "fits"), [(1_000, True), (1_001, False)])
def test_a_thousand_files_are_found_and_not_one_more(count: int, fits: bool) -> None:
    tree = {"": Listing(folders=["a", "b"])}
    tree |= {"a": Listing([f"{n}.yaml" for n in range(600)])}
    tree |= {"b": Listing([f"{n}.yaml" for n in range(count - 600)] + ["other"])}
    if fits:
        assert len(find(tree, "*/*.yaml")[0]) == count
    else:
        with pytest.raises(TooManyFiles, match=r"More than 1,000 files match: \*/\*\.yaml, a/\*"):
            find(tree, "*/*.yaml", "a/*")


def test_a_search_that_would_list_very_many_folders_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_search, "MOST_FOLDERS", 3)
    tree = {"": Listing(folders=["a", "b", "c"])}
    assert find({"": Listing(folders=["a", "b"])}, "*/tag")[1] == [[""], ["a", "b"]]
    with pytest.raises(TooManyFiles, match=r"More than 3 folders may hold .*: \*/tag"):
        find(tree, "*/tag")


names = st.sampled_from(["a", "b", ".c", "a.yaml"])
paths = st.lists(names, min_size=1, max_size=4).map("/".join)
folders_and_globs = st.sampled_from(["*", "a*", "?", "a", "[!a]"])


@given(st.sets(paths, max_size=20), st.lists(folders_and_globs, min_size=1, max_size=4))
def test_the_same_files_are_found_as_by_looking_at_all_of_them(
    paths: Collection[str], parts: Sequence[str]
) -> None:
    files = [path for path in paths if not any(other.startswith(f"{path}/") for other in paths)]
    expected = [
        path
        for path in files
        if path.count("/") == len(parts) - 1 and all(map(fnmatchcase, path.split("/"), parts))
    ]
    assert find(_tree(files), "/".join(parts))[0] == sorted(expected)


def _tree(files: Collection[str]) -> Tree:
    folders = {"", *("/".join(p.split("/")[:n]) for p in files for n in range(1, p.count("/") + 1))}
    return {
        folder: Listing(
            [path.rpartition("/")[2] for path in files if path.rpartition("/")[0] == folder],
            [f.rpartition("/")[2] for f in folders if f and f.rpartition("/")[0] == folder],
        )
        for folder in folders
    }
