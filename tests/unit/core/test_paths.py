"""Paths stay within the repository."""

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import UnsafePath
from tagboat.core.paths import check_path


@pytest.mark.parametrize(
    "path", ["a", "deployed_tags/prod", ".tagboat.yaml", "a b/ü", "..a/b..", ".gitx"]
)
def test_paths_of_files_are_returned_as_they_are(path: str) -> None:
    assert check_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/a", "a/", "a//b", "./a", "a/.", "..", "../a", "a/../b"),
        *("a\\b", "a\nb", "a\0", "a\x7f", ".git", ".GIT/config", "a/.git/hooks/x"),
    ],
)
def test_paths_that_leave_the_repository_or_its_files_are_refused(path: str) -> None:
    with pytest.raises(UnsafePath, match=r"write|name|separate"):
        check_path(path)


@given(
    st.lists(st.sampled_from(["a", "..", ".", "", ".git", "b c", "\\"]), max_size=5).map("/".join)
)
def test_a_path_that_passes_names_one_place_within_the_repository(path: str) -> None:
    try:
        check_path(path)
    except UnsafePath:
        return
    assert posixpath.normpath(path) == path
    assert not path.startswith(("/", ".."))
