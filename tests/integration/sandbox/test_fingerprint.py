"""What is built is built again when, and only when, its sources are others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.fingerprint import fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "code" / "inside").mkdir(parents=True)
    (tmp_path / "code" / "inside" / "module.py").write_text("1\n")
    (tmp_path / "code" / "other.py").write_text("2\n")
    return tmp_path / "code"


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "other.py").write_text("3\n"),
        lambda folder: (folder / "new.py").write_text(""),
        lambda folder: (folder / "other.py").unlink(),
        lambda folder: (folder / "other.py").rename(folder / "renamed.py"),
    ],
)
def test_a_change_is_seen(folder: Path, change: Callable[[Path], object]) -> None:
    before = fingerprint([folder])
    change(folder)
    assert fingerprint([folder]) != before


def test_a_fact_that_is_another_one_is_seen(folder: Path) -> None:
    assert fingerprint([folder], "3.13") != fingerprint([folder], "3.14")


def test_pythons_caches_and_the_place_on_disk_do_not_matter(folder: Path) -> None:
    before = fingerprint([folder])
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "other.cpython-313.pyc").write_bytes(b"compiled")
    assert fingerprint([folder]) == before
    (folder.parent / "elsewhere").mkdir()
    moved = folder.rename(folder.parent / "elsewhere" / "code")
    assert fingerprint([moved]) == before
