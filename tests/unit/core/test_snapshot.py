"""Snapshots: files at one head, and why there are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import FileIsBinary, FileMissing, TooManyFiles
from tagboat.core.globs import compile_glob
from tagboat.core.snapshot import File, Snapshot


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_text_is_what_was_encoded(text: str) -> None:
    assert File(text.encode()).text("a") == text


@pytest.mark.parametrize("content", [b"a\0b", b"\xff\xfea\0", b"\xe9", "é".encode("latin-1")])
def test_what_is_no_utf_8_text_is_binary(content: bytes) -> None:
    with pytest.raises(FileIsBinary, match="images/logo"):
        File(content).text("images/logo")


def test_a_file_that_cannot_be_used_raises_why() -> None:
    missing = FileMissing("a is not on main")
    snapshot = Snapshot("main", "c0ffee", {"a": missing, "b": File(b"1")})
    assert snapshot.file("b") == File(b"1")
    with pytest.raises(FileMissing) as caught:
        snapshot.file("a")
    assert caught.value is missing


def test_more_files_of_the_same_head_are_added() -> None:
    first = Snapshot("main", "c0ffee", {"a": File(b"1")})
    both = first.with_more(Snapshot("main", "c0ffee", {"b": File(b"2", executable=True)}))
    assert both == Snapshot("main", "c0ffee", {"a": File(b"1"), "b": File(b"2", executable=True)})


def test_the_paths_of_a_glob_are_those_that_were_found() -> None:
    many, few = compile_glob("**"), compile_glob("a/*")
    snapshot = Snapshot("main", "c0ffee", {}).with_found({"a/*": ["a/b", "a/c"]})
    both = snapshot.with_found({"**": TooManyFiles("More than 1,000 files match")})
    assert both.paths(few) == ["a/b", "a/c"]
    with pytest.raises(TooManyFiles, match="More than 1,000"):
        both.paths(many)


def test_files_and_globs_are_added_to_what_is_known() -> None:
    snapshot = Snapshot("main", "c0ffee", {"a": File(b"1")}).with_found({"*": ["a"]})
    more = snapshot.with_more(Snapshot("main", "c0ffee", {"b": File(b"2")}))
    assert (set(more.files), dict(more.found)) == ({"a", "b"}, {"*": ["a"]})
