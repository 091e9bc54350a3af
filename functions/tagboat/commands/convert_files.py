"""The files of a working copy, all of them, for commands that look through it."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tagboat.commands.answer import Misuse
from tagboat.converters.files import is_yaml

MOST_FILES = 200_000
LARGEST_FILE = 10_000_000
"""Bytes of a file that is read, as much as file editors take."""


class Folder:
    """The regular files below a root, but those of Git, behind links, or in other repositories."""

    def __init__(self, root: Path) -> None:
        """Find the files.

        Raises:
            Misuse: There are too many.
            NotADirectoryError: It is not a folder.
            OSError: A folder cannot be listed.
        """
        if not root.is_dir():
            raise NotADirectoryError(
                f"{root} is not a folder. Name a working copy's root, and files of it by --in."
            )
        self._root = root.resolve()
        self.files: Sequence[str] = sorted(self._found())
        self._known = frozenset(self.files)

    def text(self, file: str) -> str | None:
        """The text of a file without a byte order mark; None if there is none that can be read.

        Raises:
            OSError: Its permissions do not let it be read.
        """
        if file not in self._known:
            return None
        path = self._root / file
        if path.stat().st_size > LARGEST_FILE:
            return None
        try:
            return path.read_bytes().decode().removeprefix("\ufeff")
        except UnicodeDecodeError:
            return None

    def yaml_files(self, paths: Iterable[str]) -> Sequence[str]:
        """The YAML files among paths and below them, and files that are named, whatever they are.

        Args:
            paths: Files and folders, from the root; none for all of it.

        Raises:
            Misuse: A path leads to nothing, or out of the root.
        """
        wanted = [self._inside(path) for path in paths] or [""]
        return [
            file
            for file in self.files
            if any(
                file == path or (is_yaml(file) and (not path or file.startswith(f"{path}/")))
                for path in wanted
            )
        ]

    def _inside(self, path: str) -> str:
        resolved = (self._root / path).resolve()
        if not resolved.exists() or not resolved.is_relative_to(self._root):
            raise Misuse(
                f"There is no {path} in the working copy {self._root}. Give --in a path from its"
                " root."
            )
        inside = resolved.relative_to(self._root).as_posix()
        return "" if inside == "." else inside

    def _found(self) -> Iterator[str]:
        count = 0
        for folder, folders, names in os.walk(self._root, onerror=_raised):
            folders[:] = [name for name in folders if self._is_own(Path(folder, name))]
            above = Path(folder).relative_to(self._root).as_posix()
            for name in names:
                if not Path(folder, name).is_file() or Path(folder, name).is_symlink():
                    continue
                count += 1
                if count > MOST_FILES:
                    raise Misuse(
                        f"There are more than {MOST_FILES:,} files in {self._root}. Name the root"
                        " of a smaller working copy."
                    )
                file = name if above == "." else f"{above}/{name}"
                if _is_text(file):
                    yield file

    def _is_own(self, folder: Path) -> bool:
        return folder.name != ".git" and not (folder / ".git").exists()


def _is_text(name: str) -> bool:
    """Whether a name is UTF-8: a rule could name no other."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _raised(error: OSError) -> None:
    raise error
