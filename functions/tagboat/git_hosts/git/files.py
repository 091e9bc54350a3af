"""Files in Git's own objects."""

from collections.abc import Iterable

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob

from tagboat.core import errors
from tagboat.core.snapshot import File
from tagboat.git_hosts.git.trees import Entry

LARGEST_FILE = 10_000_000
"""Bytes of a file that Tagboat reads: no editor takes more."""


def regular(entries: Iterable[Entry | None]) -> Iterable[Entry]:
    """Those that are there and are regular files."""
    return (entry for entry in entries if entry and entry.is_file)


def file_of(
    objects: BaseObjectStore, entry: Entry | None, path: str, branch: str
) -> File | errors.TargetError:
    """The file that is at a path, or why there is none to use.

    Raises:
        HostUnavailable: The server did not send its content.
    """
    if entry is None:
        return errors.FileMissing(f"{path} is not on {branch}. Commit it, or mend the rule's file.")
    if not entry.is_file:
        return errors.NotAFile(f"{path} is a folder, a symbolic link or a submodule. Name a file.")
    try:
        blob = objects[entry.id]
    except KeyError:
        raise errors.HostUnavailable(
            f"The git server did not send {path}, as it was asked"
        ) from None
    if not isinstance(blob, Blob) or len(blob.data) > LARGEST_FILE:
        return errors.FileTooLarge(
            f"{path} has more than {LARGEST_FILE:,} bytes. Keep the tag in a smaller file."
        )
    return File(blob.data, executable=entry.is_executable)
