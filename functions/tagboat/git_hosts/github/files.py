"""The query that reads files through one commit of GitHub, and what its answer means."""

import hashlib
import stat
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tagboat.core import errors
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.limits import LARGEST_TEXT
from tagboat.core.snapshot import File

LARGEST_FILE = LARGEST_TEXT
"""Bytes of a file: no editor takes more."""

ENTRY = (
    " fragment entry on TreeEntry"
    " { mode object { ... on Blob { oid text isTruncated isBinary byteSize } } }"
)
"""What is asked about a file of a commit."""

LOOKS_BACK = 6
"""Commits that are told of, the one that is read included: each costs as much as its message."""
_COMMIT = "oid committedDate message parents(first: 2) { nodes { oid } }"
LAST_COMMITS = f"history(first: {LOOKS_BACK}) {{ nodes {{ {_COMMIT} }} }}"
"""What is asked about a commit to tell whose it is: in a burst the last ones are Tagboat's own."""

type ReadBlob = Callable[[str], bytes]
"""Hands out the whole content of a blob, by its id."""


def query(count: int, *, at_head: bool, more: tuple[str, str] = ("", "")) -> str:
    """Ask for some files at `$commit`, which names a branch's reference or is a commit's id.

    Args:
        count: How many files.
        at_head: Whether `$commit` names a reference.
        more: What else is asked about the repository: further parameters, and fields.
    """
    parameters = "".join(f", $p{index}: String!" for index in range(count)) + more[0]
    files = " ".join(f"f{index}: file(path: $p{index}) {{ ...entry }}" for index in range(count))
    commit = f"{{ ... on Commit {{ oid {LAST_COMMITS} {files} }} }}"
    if at_head:
        kind, source = "String!", f"ref(qualifiedName: $commit) {{ target {commit} }}"
    else:
        kind, source = "GitObjectID!", f"object(oid: $commit) {commit}"
    return (
        f"query($owner: String!, $name: String!, $commit: {kind}{parameters})"
        f" {{ repository(owner: $owner, name: $name) {{ {source} {more[1]}}} }}"
        f"{ENTRY if count else ''}"
    )


def variables(paths: Sequence[str]) -> dict[str, str]:
    """The variables of the query for these paths."""
    return {f"p{index}": path for index, path in enumerate(paths)}


def answered(
    commit: Mapping[str, Any], paths: Sequence[str], branch: str, read_blob: ReadBlob
) -> dict[str, File | TargetError]:
    """The files by their paths, or why there are none to use.

    Args:
        commit: What the query found.
        paths: Those that it asked for.
        branch: The branch, for errors.
        read_blob: Asked for what GraphQL hands out the beginning of.
    """
    return {
        path: file_of(commit[f"f{index}"], path, branch, read_blob)
        for index, path in enumerate(paths)
    }


def file_of(
    entry: dict[str, Any] | None, path: str, branch: str, read_blob: ReadBlob
) -> File | TargetError:
    """The file that an entry of a commit is, or why there is none to use."""
    if entry is None:
        return errors.FileMissing(f"{path} is not on {branch}. Commit it, or mend the rule's file.")
    if not stat.S_ISREG(entry["mode"]):  # Old repositories have modes such as 100664 too.
        return errors.NotAFile(f"{path} is a folder, a symbolic link or a submodule. Name a file.")
    content = _content(entry["object"], path, read_blob)
    if isinstance(content, TargetError):
        return content
    return File(content, executable=bool(entry["mode"] & stat.S_IXUSR))


def _content(blob: dict[str, Any], path: str, read_blob: ReadBlob) -> bytes | TargetError:
    if blob["byteSize"] > LARGEST_FILE:
        return errors.FileTooLarge(
            f"{path} has {blob['byteSize']:,} bytes, more than Tagboat edits ({LARGEST_FILE:,})."
            " Keep the tag in a smaller file."
        )
    if blob["isTruncated"]:
        return _whole(blob, read_blob)
    if blob["isBinary"] or blob["text"] is None:
        return errors.FileIsBinary(f"{path} is binary, so no value can be written in it.")
    content: bytes = blob["text"].encode()
    if _blob_id(content, len(blob["oid"])) != blob["oid"]:
        # GitHub hands out text in other encodings as UTF-8: writing it back would change it all.
        return errors.FileIsBinary(
            f"{path} is not UTF-8 text, so no value can be written in it. Convert it to UTF-8."
        )
    return content


def _whole(blob: dict[str, Any], read_blob: ReadBlob) -> bytes:
    content = read_blob(blob["oid"])
    if _blob_id(content, len(blob["oid"])) != blob["oid"]:
        raise errors.HostUnavailable(f"GitHub handed out something else than blob {blob['oid']}.")
    return content


def _blob_id(content: bytes, hex_digits: int) -> str:
    """The id that Git gives a file's content: "Git Internals - Git Objects"."""
    hashed = hashlib.sha256 if hex_digits == 64 else hashlib.sha1
    return hashed(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
