"""A working copy of the infra repo: its files as they are on disk, committed or not.

It answers as a git host would if all of them were committed. It writes files, and no commit.
"""

import os
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from tagboat.core.errors import FileMissing, HeadMoved, NotAFile, TargetError, UnsafePath
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.paths import check_path
from tagboat.core.snapshot import File, Snapshot
from tagboat.replace_files import replace_files

NAME = "the working copy"

type _Entries = Callable[[Path], Mapping[str, os.DirEntry[str]]]
"""What is in a folder, by its names."""


class WorkingCopy:
    """The files below one folder."""

    def __init__(self, root: Path) -> None:
        """Keep where it is.

        Raises:
            NotADirectoryError: It is not a folder.
        """
        if not root.is_dir():
            raise NotADirectoryError(f"{root} is not a folder. Name a working copy's root.")
        self._root = root.resolve()

    def read(self, paths: Collection[str]) -> Snapshot:
        """Read files.

        Args:
            paths: From the root of the working copy.

        Returns:
            The files, and for each one that cannot be used the TargetError that says why.

        Raises:
            OSError: A file is there, but its permissions do not let it be read.
        """
        entries = cache(_entries)  # A folder is listed once, however many of its files are read.
        files = {path: self._file_or_error(path, entries) for path in paths}
        return Snapshot(branch=NAME, head="", files=files)

    def find(self, globs: Collection[Glob]) -> Sequence[str]:
        """Find the files that globs mean: regular ones, not behind links or in other repositories.

        Returns:
            Their paths, sorted by code point; those that no rule may name are left out.

        Raises:
            TooManyFiles: More of them, or of folders to look into, than core.file_search allows.
            OSError: A folder is there, but its permissions do not let it be listed.
        """

        @cache
        def listing(path: str) -> Listing:
            above, _, name = path.rpartition("/")
            if path and name not in listing(above).folders:
                return Listing()
            return self._listing(path)

        return find_files(globs, lambda paths: map(listing, paths))

    def some_paths(self, most: int) -> Sequence[str]:
        """List files, the nearest to the root first, and not all if there are many of them.

        Args:
            most: How many files, and how many folders are looked into.

        Returns:
            Their paths; what no rule may name is left out, and what may not be listed.
        """
        found: list[str] = []
        folders = [""]
        for folder in folders:  # It grows while it is gone through.
            if len(found) >= most:
                break
            listing = self._listing_if_any(folder)
            above = f"{folder}/" if folder else ""
            found += filter(_can_be_named, (above + name for name in sorted(listing.files)))
            below = filter(_can_be_named, (above + name for name in sorted(listing.folders)))
            folders += islice(below, most - len(folders))
        return found[:most]

    def write(self, files: Mapping[str, File], before: Snapshot) -> None:
        """Replace files by what was decided from a snapshot of them.

        Args:
            files: The new state of files that are there.
            before: What they were when they were read.

        Raises:
            HeadMoved: A file is not as it was read, and none is replaced.
            OSError: A file cannot be replaced.
        """
        for path, found in self.read(files).files.items():
            if found != before.files[path]:
                raise HeadMoved(f"{path} has changed since it was read. Run the command again.")
        replace_files({self._root / path: file.content for path, file in files.items()})

    def _listing(self, path: str) -> Listing:
        folder = self._root / path
        if path and _is_repository(folder):
            return Listing()
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not entry.is_junction()]
        return Listing(
            files=[entry.name for entry in found if entry.is_file(follow_symlinks=False)],
            folders=[entry.name for entry in found if entry.is_dir(follow_symlinks=False)],
        )

    def _listing_if_any(self, path: str) -> Listing:
        try:
            return self._listing(path)
        except OSError:
            return Listing()

    def _file_or_error(self, path: str, entries: _Entries) -> File | TargetError:
        try:
            return _content(self._find(check_path(path), entries), path)
        except TargetError as error:
            return error

    def _find(self, path: str, entries: _Entries) -> os.DirEntry[str]:
        """Go down from the root by the names in the folders, and through no symbolic link."""
        folder = self._root
        *above, name = path.split("/")
        for part in above:
            entry = self._entry(entries(folder).get(part), path)
            folder = folder / part
            if not entry.is_dir(follow_symlinks=False):
                raise _missing(path)
            if _is_repository(folder):
                raise NotAFile(f"{path} is in another repository, a submodule. Name a file here.")
        return self._entry(entries(folder).get(name), path)

    def _entry(self, entry: os.DirEntry[str] | None, path: str) -> os.DirEntry[str]:
        if entry is None:
            raise _missing(path)
        if entry.is_symlink() or entry.is_junction():
            raise self._linked(Path(entry.path), path)
        return entry

    def _linked(self, link: Path, path: str) -> TargetError:
        """Git keeps a link, not what it leads to, so no git host follows one either."""
        name = link.relative_to(self._root).as_posix()
        if not Path(os.path.realpath(link)).is_relative_to(self._root):
            return UnsafePath(f"{path} leads out of {NAME}: {name} is a symbolic link.")
        what = "a symbolic link" if name == path else f"behind the symbolic link {name}"
        return NotAFile(f"{path} is {what}. Name the file that it leads to.")


def _entries(folder: Path) -> Mapping[str, os.DirEntry[str]]:
    # By the folder's list, because some file systems take no notice of upper and lower case.
    with os.scandir(folder) as entries:
        return {entry.name: entry for entry in entries}


def _can_be_named(path: str) -> bool:
    try:
        path.encode()
        check_path(path)
    except (UnicodeEncodeError, UnsafePath):
        return False
    return True


def _is_repository(folder: Path) -> bool:
    return (folder / ".git").exists()


def _content(entry: os.DirEntry[str], path: str) -> File:
    if not entry.is_file(follow_symlinks=False):
        raise NotAFile(f"{path} is a folder or a special file. Name a file.")
    mode = entry.stat(follow_symlinks=False).st_mode
    return File(Path(entry.path).read_bytes(), executable=bool(mode & stat.S_IXUSR))


def _missing(path: str) -> FileMissing:
    return FileMissing(f"{path} is not in {NAME}. Add it, or mend the rule's file.")
