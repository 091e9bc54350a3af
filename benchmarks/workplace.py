"""Where benchmarks work, and how they say what they are doing."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

_MEMORY = Path("/dev/shm")
_ROOM = 1_000_000_000
"""Bytes that working copies may take."""


@dataclass(frozen=True)
class Workplace:
    """Folders for what is kept from run to run, and for what is not."""

    kept: Path

    def fresh_folder(self) -> TemporaryDirectory[str]:
        """An empty folder on the disk of what is kept, for as long as it is needed."""
        self.kept.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(prefix="run-", dir=self.kept)

    def fast_folder(self) -> TemporaryDirectory[str]:
        """An empty folder in memory where the machine has room for one, else on the disk."""
        in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
        return TemporaryDirectory(prefix="tagboat-", dir=_MEMORY if in_memory else None)

    def say(self, text: str) -> None:
        """Show what is going on; the figures themselves go to standard output."""
        print(text, file=sys.stderr, flush=True)
