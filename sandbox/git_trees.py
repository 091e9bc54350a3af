"""Write the tree of a commit from its parent's, rebuilding only the folders that change.

The cost is that of the folders on the way to each change, not of the repository.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pygit2

if TYPE_CHECKING:
    from pygit2 import Object, Oid, Repository, Tree

type File = tuple[bytes, int]
type Changes = dict[str, "Changes | File | None"]
"""Name in a folder -> what becomes of it: a folder's own changes, a new file, or None: removed."""

FOLDER_MODE = 0o040000


def write_tree(
    repository: "Repository",
    base: "Tree | None",
    put: Mapping[str, File],
    delete: Collection[str],
) -> "Oid":
    """Write the objects of the tree that `base` becomes, and return its id.

    Args:
        repository: Where the objects go.
        base: The parent's tree, None for the first commit.
        put: Path -> (bytes, git file mode), files that are new or replaced.
        delete: Paths of files to remove.

    Raises:
        KeyError: A path to remove is not there.
        ValueError: A path is empty, has an empty, `.`, `..` or `.git` part, is put and removed at
            once, or is a file where a folder is, or the other way round.
    """
    written = _write_folder(repository, base, _grouped(put, delete))
    return written or repository.TreeBuilder().write()


def _grouped(put: Mapping[str, File], delete: Collection[str]) -> Changes:
    """Nest the changes as folders are nested."""
    root: Changes = {}
    for path, change in [*put.items(), *((path, None) for path in delete)]:
        *folders, name = _parts(path)
        folder = root
        for part in folders:
            folder = _inside(folder, part, path)
        if name in folder:
            raise ValueError(f"{path}: named twice in one commit")
        folder[name] = change
    return root


def _inside(folder: Changes, name: str, path: str) -> Changes:
    match folder.setdefault(name, {}):
        case dict() as inside:
            return inside
        case _:
            raise ValueError(f"{path}: {name} is also a file of this commit")


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in parts):
        raise ValueError(f"{path!r} is not a path of a git tree")
    return parts


def _write_folder(repository: "Repository", base: "Tree | None", changes: Changes) -> "Oid | None":
    """The id of the changed folder, None when nothing is left in it."""
    builder = repository.TreeBuilder(base) if base is not None else repository.TreeBuilder()
    for name, change in changes.items():
        before = base[name] if base is not None and name in base else None
        entry = _entry(repository, before, change, name)
        if entry is not None:
            builder.insert(name, *entry)
        elif before is not None:
            builder.remove(name)
    return builder.write() if len(builder) else None


def _entry(
    repository: "Repository", before: "Object | None", change: "Changes | File | None", name: str
) -> "tuple[Oid, int] | None":
    """What one name of a folder becomes: (object id, git file mode), None: it goes."""
    folder = before if isinstance(before, pygit2.Tree) else None
    if isinstance(change, dict):
        if before is not None and folder is None:
            raise ValueError(f"{name} is a file, not a folder")
        inner = _write_folder(repository, folder, change)
        return (inner, FOLDER_MODE) if inner else None
    if change is None:
        if before is None or folder is not None:
            raise KeyError(name)
        return None
    if folder is not None:
        raise ValueError(f"{name} is a folder, not a file")
    content, mode = change
    return repository.create_blob(content), mode
