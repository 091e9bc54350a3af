"""Replaces files as a whole: who reads one sees the old content or the new one, never a part."""

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path


def replace_files(contents: Mapping[Path, bytes]) -> None:
    """Give files that exist new contents. Their modes stay, and their owners as far as allowed.

    All contents are written beside the files before the first file is replaced, so that a full disk
    or a missing permission leaves every file as it was.

    Raises:
        OSError: A file cannot be replaced.
    """
    with ExitStack() as leftovers:
        beside = {path: _write_beside(path, new, leftovers) for path, new in contents.items()}
        for path, temporary in beside.items():
            temporary.replace(path)


def _write_beside(path: Path, content: bytes, leftovers: ExitStack) -> Path:
    with tempfile.NamedTemporaryFile(prefix=".tagboat-", dir=path.parent, delete=False) as file:
        temporary = Path(file.name)
        leftovers.callback(temporary.unlink, missing_ok=True)
        file.write(content)
    status = path.lstat()
    with suppress(PermissionError):
        os.chown(temporary, status.st_uid, status.st_gid)
    temporary.chmod(stat.S_IMODE(status.st_mode))
    return temporary
