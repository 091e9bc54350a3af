"""The files of a working copy: which of them are looked at, and what they hold."""

from pathlib import Path

import pytest

from tagboat.commands import convert_files
from tagboat.commands.answer import Misuse
from tagboat.commands.convert_files import Folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "infra"
    for path in (
        "a.yaml",
        "b/c.yml",
        "b/d.txt",
        ".git/e.yaml",
        "sub/.git",
        "sub/f.yaml",
        ".g/h.yaml",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"\xef\xbb\xbfx: 1\r\n")
    (root / "link.yaml").symlink_to(root / "a.yaml")
    (root / "folder").symlink_to(root / "b")
    return root


def test_git_s_own_files_links_and_other_repositories_are_left_out(root: Path) -> None:
    assert Folder(root).files == [".g/h.yaml", "a.yaml", "b/c.yml", "b/d.txt"]


def test_yaml_files_are_those_below_paths_and_whatever_is_named(root: Path) -> None:
    folder = Folder(root)
    assert folder.yaml_files([]) == [".g/h.yaml", "a.yaml", "b/c.yml"]
    assert folder.yaml_files(["b"]) == ["b/c.yml"]
    assert folder.yaml_files(["./b/d.txt", str(root / "a.yaml")]) == ["a.yaml", "b/d.txt"]
    assert folder.yaml_files(["link.yaml"]) == ["a.yaml"]


@pytest.mark.parametrize("path", ["../a.yaml", "gone"])
def test_a_path_is_below_the_root_and_there(root: Path, path: str) -> None:
    with pytest.raises(Misuse, match=f"There is no {path} in the working copy"):
        Folder(root / "b").yaml_files([path])


def test_a_text_is_without_its_byte_order_mark_and_with_its_line_ends(root: Path) -> None:
    assert Folder(root).text("a.yaml") == "x: 1\r\n"


@pytest.mark.parametrize("file", ["gone", "link.yaml", "../infra/a.yaml", ".git/e.yaml", "b"])
def test_only_what_was_found_is_read(root: Path, file: str) -> None:
    assert Folder(root).text(file) is None


def test_what_is_no_text_or_too_large_is_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "b/c.yml").write_bytes(b"\xff")
    assert Folder(root).text("b/c.yml") is None
    monkeypatch.setattr(convert_files, "LARGEST_FILE", 8)
    assert Folder(root).text("a.yaml") is None


def test_too_many_files_are_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert_files, "MOST_FILES", 3)
    with pytest.raises(Misuse, match="more than 3 files"):
        Folder(root)


def test_a_name_that_is_no_text_is_left_out(root: Path) -> None:
    Path(f"{root}/\udcff.yaml").write_text("")
    assert "a.yaml" in Folder(root).files
    assert not any("\udcff" in file for file in Folder(root).files)
