"""Packages unpacked to folders, as functions find them in /var/task and /opt."""

import hashlib
import io
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sandbox.aws.errors import NotSupported
from sandbox.aws.functions.api.package import Package

_READABLE_BY_OTHERS = 0o004
_WRITABLE = 0o222
_UNIX = 3


@dataclass
class Unpacked:
    """Folders of unpacked packages below one root. Each is unpacked once."""

    root: Path
    _lock: Lock = field(default_factory=Lock, repr=False)

    def folder(self, packages: Sequence[Package]) -> Path:
        """The folder that holds packages, later ones over earlier ones. None make it empty.

        Raises:
            NotSupported: Lambda's own user could not read a file, and no error would show here.
        """
        digest = hashlib.sha256("".join(package.sha256 for package in packages).encode())
        folder = self.root / digest.hexdigest()[:16]
        with self._lock:
            if not folder.exists():
                partial = folder.with_suffix(".partial")
                shutil.rmtree(partial, ignore_errors=True)
                partial.mkdir(parents=True)
                for package in packages:
                    _unpack(package, partial)
                _make_read_only(partial)
                partial.rename(folder)
        return folder


def _unpack(package: Package, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package.content)) as archive:
        for item in archive.infolist():
            written = Path(archive.extract(item, folder))
            if not item.is_dir():
                written.chmod(_mode(item))


def _mode(item: zipfile.ZipInfo) -> int:
    mode = item.external_attr >> 16 & 0o777
    if item.create_system != _UNIX or not mode:
        mode = 0o644
    if not mode & _READABLE_BY_OTHERS:
        raise NotSupported(
            f"files that Lambda cannot read: {item.filename} has mode {mode:o} in its zip file, "
            "and 644 is needed"
        )
    return mode


def _make_read_only(folder: Path) -> None:
    """As /var/task and /opt are. Nothing hinders root."""
    for path in [folder, *folder.rglob("*")]:
        path.chmod(path.stat().st_mode & ~_WRITABLE)
