"""Files are replaced as a whole, all contents written before the first file is."""

import os
import stat
from pathlib import Path

import pytest

from tagboat.replace_files import replace_files


def test_contents_are_replaced_to_the_byte_and_nothing_is_left_beside(tmp_path: Path) -> None:
    files = {tmp_path / name: f"old {name}".encode() for name in ("a", "b", "c")}
    for path, content in files.items():
        path.write_bytes(content)
    replace_files({tmp_path / "a": b"\xef\xbb\xbfnew\r\n", tmp_path / "b": b""})
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert found == {"a": b"\xef\xbb\xbfnew\r\n", "b": b"", "c": b"old c"}


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o444])
def test_the_mode_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    replace_files({path: b"new"})
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)


def test_the_owner_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owners: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "chown", lambda _, user, group: owners.append((user, group)))
    path = tmp_path / "file"
    path.write_bytes(b"old")
    replace_files({path: b"new"})
    assert owners == [(os.getuid(), path.stat().st_gid)]


def test_an_owner_that_may_not_be_kept_keeps_nothing_from_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refuse)
    path = tmp_path / "file"
    path.write_bytes(b"old")
    replace_files({path: b"new"})
    assert path.read_bytes() == b"new"


def test_who_has_the_file_open_goes_on_to_read_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with path.open("rb") as reader:
        replace_files({path: b"new"})
        assert reader.read() == b"old"


def test_what_cannot_be_written_leaves_every_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        replace_files({path: b"new", tmp_path / "missing" / "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_file_that_has_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        replace_files({tmp_path / "gone": b"new"})
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_replaced_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"theirs")
    (tmp_path / "link").symlink_to("other")
    replace_files({tmp_path / "link": b"new"})
    assert (tmp_path / "other").read_bytes() == b"theirs"
    assert not (tmp_path / "link").is_symlink()
