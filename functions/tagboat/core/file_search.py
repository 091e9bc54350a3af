"""Finds the files that globs mean, folder by folder, without looking where none can be."""

from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import Struct

from tagboat.core.errors import TooManyFiles, UnsafePath
from tagboat.core.globs import Glob
from tagboat.core.paths import check_path

MOST_FILES = 1_000
MOST_FOLDERS = 2_000
"""Each one may be a request: more of them would take longer than a function may run."""


class Listing(Struct, frozen=True):
    """The names in a folder; none where there is no such folder."""

    files: Sequence[str] = ()
    """Regular files: no symbolic links and no submodules."""
    folders: Sequence[str] = ()


def find_files(
    globs: Collection[Glob], list_folders: Callable[[Sequence[str]], Iterable[Listing]]
) -> list[str]:
    """Find files, from the folders that the globs begin with downwards, level by level.

    Args:
        globs: Which files.
        list_folders: Lists folders by their paths, in their order. "" is the root.

    Returns:
        The paths of the files that any of the globs matches, sorted by code point. Paths that no
        rule may name are left out.

    Raises:
        TooManyFiles: More than MOST_FILES match, or are in more than MOST_FOLDERS folders.
    """
    found: list[str] = []
    starts = {start for glob in globs for start in glob.starts}
    level = sorted(start for start in starts if not start or _is_safe(start))
    listed = set(level)
    while level:
        _check(len(listed), MOST_FOLDERS, "folders may hold files that match", globs)
        below: set[str] = set()
        for folder, names in zip(level, list_folders(level), strict=True):
            found += (path for path in _paths(folder, names.files) if _is_meant(globs, path))
            below |= {path for path in _paths(folder, names.folders) if _is_above(globs, path)}
        _check(len(found), MOST_FILES, "files match", globs)
        level = sorted(below - listed)
        listed |= below
    return sorted(found)


def _paths(folder: str, names: Iterable[str]) -> Iterable[str]:
    return (f"{folder}/{name}" if folder else name for name in names)


def _is_meant(globs: Iterable[Glob], path: str) -> bool:
    return any(glob.matches(path) for glob in globs) and _is_safe(path)


def _is_above(globs: Iterable[Glob], path: str) -> bool:
    return any(glob.may_hold(path) for glob in globs) and _is_safe(path)


def _is_safe(path: str) -> bool:
    """Whether a rule may name the path, and a host will know it by that name."""
    try:
        path.encode()
        # Hosts answer with text: what is no UTF-8 in a name is replaced by U+FFFD.
        return "\ufffd" not in check_path(path)
    except (UnicodeEncodeError, UnsafePath):
        return False


def _check(count: int, most: int, what: str, globs: Iterable[Glob]) -> None:
    if count > most:
        texts = ", ".join(glob.text for glob in globs)
        raise TooManyFiles(
            f"More than {most:,} {what}: {texts}. Name fewer of them in the rule's file."
        )
