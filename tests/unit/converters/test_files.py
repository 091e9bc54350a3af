"""A glob stands for files only if it means these files and none else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.files import entries_for, is_yaml, literal
from tagboat.core.globs import compile_glob
from tagboat.core.variables import Template

names = st.text("ab$*?[{}]-.", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
paths = st.lists(names, min_size=1, max_size=3).map("/".join)


@given(paths, paths)
def test_a_literal_path_means_itself(path: str, other: str) -> None:
    glob = compile_glob(Template(literal(path), ()).expand({}))
    assert glob.matches(path)
    assert glob.matches(other) == (path == other)


@given(st.sets(paths, min_size=1, max_size=8), st.sets(paths, max_size=8))
def test_entries_mean_the_files_and_none_else(wanted: set[str], others: set[str]) -> None:
    everything = wanted | others
    entries = entries_for(sorted(wanted), everything)
    globs = [compile_glob(Template(entry, ()).expand({})) for entry in entries]
    assert {path for path in everything if any(glob.matches(path) for glob in globs)} == wanted


APPS = [f"apps/{name}/web.yaml" for name in "abc"]


@pytest.mark.parametrize(
    ("wanted", "others", "expected"),
    [
        (APPS, ["apps/a/api.yaml"], ["apps/*/web.yaml"]),
        (APPS, ["apps/d/web.yaml"], APPS),
        (APPS[:2], [], APPS[:2]),
        (["a/1.yaml", "a/2.yaml", "a/3.yaml"], ["a/x.yml"], ["a/*.yaml"]),
        (["1.yaml", "2.yaml", "3.yml"], [], ["1.yaml", "2.yaml", "3.yml"]),
        (["a.yaml", "a/b.yaml", "c.yaml"], [], ["a.yaml", "a/b.yaml", "c.yaml"]),
        (["$/1.yaml", "$/2.yaml", "$/3.yaml"], [], ["$$/*.yaml"]),
    ],
)
def test_three_files_or_more_are_a_glob_if_it_means_the_same_set(
    wanted: list[str], others: list[str], expected: list[str]
) -> None:
    assert entries_for(wanted, [*wanted, *others]) == expected


def test_yaml_files_are_known_by_their_ends() -> None:
    assert [is_yaml(name) for name in ("a.yaml", "a.YML", "yaml", "a.json")] == [1, 1, 0, 0]
