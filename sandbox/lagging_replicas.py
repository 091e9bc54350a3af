"""Reads that do not see the last write yet: they are answered by a replica that lags behind.

Hosts that keep several copies of a repository answer so for a moment; a write is always held
against the copy that counts.
"""

import shutil
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from uuid import uuid4

_FOLDER = "lagging"
_seen: ContextVar[tuple[Path, Path] | None] = ContextVar("seen", default=None)


def lagging(repository: Path) -> Callable[[], None]:
    """Keep a repository as it is now.

    Args:
        repository: Its folder.

    Returns:
        An action for `Interruptions.before_next`: it lets the request under way, which has to be
        one that only reads, see the repository as it was when this was called.
    """
    replica = repository / _FOLDER / uuid4().hex
    passing = (_FOLDER, "*.lock", "tmp_*")
    # Branches first: what they point to is among the objects that are copied after them.
    shutil.copytree(repository, replica, ignore=shutil.ignore_patterns(*passing, "objects"))
    objects = shutil.ignore_patterns(*passing)
    shutil.copytree(repository / "objects", replica / "objects", ignore=objects)

    def look_there() -> None:
        _seen.set((repository, replica))

    return look_there


def folder_seen(repository: Path) -> Path:
    """The folder that the request under way reads a repository from."""
    seen = _seen.get()
    return seen[1] if seen and seen[0] == repository else repository
