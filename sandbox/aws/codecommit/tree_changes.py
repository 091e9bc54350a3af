"""File entries against the commit they are made on: what fits, and what changes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pygit2

from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.file_entries import FileEntries
from sandbox.aws.codecommit.file_modes import mode_name
from sandbox.aws.errors import NotSupported
from sandbox.git_repository import FILE_MODE

_SUBMODULE = 0o160000


@dataclass
class TreeChanges:
    """What a commit does to its parent's tree; what is so already is left out."""

    put: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    delete: set[str] = field(default_factory=set)
    added: list[dict[str, Any]] = field(default_factory=list)
    """As CreateCommit answers: absolutePath, blobId and fileMode. So are the next two."""
    updated: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[dict[str, Any]] = field(default_factory=list)


def tree_changes(base: pygit2.Tree | None, entries: FileEntries) -> TreeChanges:
    """Fit the entries to a tree, None for an empty repository.

    Raises:
        AwsError: The errors of CreateCommit about files that are, or are not, there.
        NotSupported: A file that is not NORMAL is put without a mode.
    """
    changes = TreeChanges()
    for path, (content, asked) in entries.put.items():
        _check_folders(base, path)
        before = _blob_before(base, path)
        _put(changes, path, before, content, _mode(path, before, asked))
    for path in entries.delete:
        before = _existing(base, path)
        changes.delete.add(path)
        changes.deleted.append(_shown(path, before.id, int(before.filemode)))
    for path, mode in (entries.modes or {}).items():
        before = _existing(base, path)
        _put(changes, path, before, before.data, mode)
    return changes


def _put(
    changes: TreeChanges, path: str, before: pygit2.Blob | None, content: bytes, mode: int
) -> None:
    shown = _shown(path, pygit2.hash(content), mode)
    if before is None:
        changes.added.append(shown)
    elif (str(before.id), int(before.filemode)) != (shown["blobId"], mode):
        changes.updated.append(shown)
    else:
        return
    changes.put[path] = (content, mode)


def _mode(path: str, before: pygit2.Blob | None, asked: int | None) -> int:
    """AWS does not document whether a file keeps its mode when the request names none."""
    if asked is not None:
        return asked
    if before is not None and int(before.filemode) != FILE_MODE:
        raise NotSupported(
            f"codecommit putting {path}, which is {mode_name(int(before.filemode))}, without a "
            "fileMode: name one"
        )
    return FILE_MODE


def _blob_before(base: pygit2.Tree | None, path: str) -> pygit2.Blob | None:
    found = base[path] if base is not None and path in base else None
    if isinstance(found, pygit2.Tree):
        raise codecommit_error("FileNameConflictsWithDirectoryNameException", f"{path} is a folder")
    return found if isinstance(found, pygit2.Blob) else None


def _existing(base: pygit2.Tree | None, path: str) -> pygit2.Blob:
    found = base[path] if base is not None and path in base else None
    if not isinstance(found, pygit2.Blob):
        raise codecommit_error("FileDoesNotExistException", f"Could not find path {path}")
    return found


def _check_folders(base: pygit2.Tree | None, path: str) -> None:
    """Make sure that the folders on the way are folders, and nothing is a submodule."""
    for prefix in _prefixes(path):
        if base is None or prefix not in base:
            return
        mode = int(base[prefix].filemode)
        if mode == _SUBMODULE:
            raise codecommit_error(
                "FilePathConflictsWithSubmodulePathException", f"{prefix} is a submodule"
            )
        if prefix != path and not isinstance(base[prefix], pygit2.Tree):
            raise codecommit_error(
                "DirectoryNameConflictsWithFileNameException", f"{prefix} is a file"
            )


def _prefixes(path: str) -> Iterator[str]:
    """`a`, `a/b`, `a/b/c` for `a/b/c`."""
    parts = path.split("/")
    return ("/".join(parts[: end + 1]) for end in range(len(parts)))


def _shown(path: str, blob: pygit2.Oid, mode: int) -> dict[str, Any]:
    return {"absolutePath": path, "blobId": str(blob), "fileMode": mode_name(mode)}
