"""The files that a CreateCommit or PutFile request names, checked as far as the request goes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.file_modes import git_mode
from sandbox.aws.codecommit.paths import written_path
from sandbox.aws.codecommit.reading import FILE_SIZE
from sandbox.aws.errors import NotSupported

FILES_A_COMMIT = 100
CONTENT_SIZE = 7 * 1024 * 1024
"""Bytes of all files of a commit together (FileContentSizeLimitExceededException)."""


@dataclass(frozen=True)
class FileEntries:
    """What becomes of which path; a path is named once."""

    put: Mapping[str, tuple[bytes, int | None]]
    """Path -> (content, git file mode, None when the request does not say)."""
    delete: tuple[str, ...] = ()
    modes: Mapping[str, int] | None = None
    """Path -> git file mode."""


def file_entries(parameters: Mapping[str, Any]) -> FileEntries:
    """Read `putFiles`, `deleteFiles` and `setFileModes`.

    Raises:
        AwsError: The errors of CreateCommit about files that need no repository to be found.
        NotSupported: `sourceFile`, or the mode SYMLINK.
    """
    put, delete, modes = (
        parameters.get(name, []) for name in ("putFiles", "deleteFiles", "setFileModes")
    )
    _check_number(len(put) + len(delete) + len(modes))
    paths = [written_path(entry.get("filePath")) for entry in (*put, *delete, *modes)]
    _check_apart(paths)
    _check_no_folders(entry["filePath"] for entry in put)
    entries = FileEntries(
        put={entry["filePath"]: (_content(entry), file_mode(entry)) for entry in put},
        delete=tuple(entry["filePath"] for entry in delete),
        modes={entry["filePath"]: _required_mode(entry) for entry in modes},
    )
    if sum(len(content) for content, _ in entries.put.values()) > CONTENT_SIZE:
        raise too_large(f"All files together are more than {CONTENT_SIZE} bytes")
    return entries


def file_mode(entry: Mapping[str, Any]) -> int | None:
    """The git file mode that an entry asks for.

    Raises:
        AwsError: InvalidFileModeException.
        NotSupported: SYMLINK: the model lists it, the descriptions only NORMAL and EXECUTABLE.
    """
    name = entry.get("fileMode")
    if name == "SYMLINK":
        raise NotSupported("codecommit writing files with the mode SYMLINK")
    mode = git_mode(name) if name else None
    if name and mode is None:
        raise codecommit_error("InvalidFileModeException", f"{name} is not a file mode")
    return mode


def too_large(message: str) -> Exception:
    """FileContentSizeLimitExceededException."""
    return codecommit_error("FileContentSizeLimitExceededException", message)


def check_size(path: str, content: bytes) -> bytes:
    """The content, if the API takes a file of that size."""
    if len(content) > FILE_SIZE:
        raise too_large(f"{path} is larger than {FILE_SIZE} bytes")
    return content


def _required_mode(entry: Mapping[str, Any]) -> int:
    mode = file_mode(entry)
    if mode is None:
        raise codecommit_error("FileModeRequiredException", "A file mode is required")
    return mode


def _content(entry: Mapping[str, Any]) -> bytes:
    path, content = entry["filePath"], entry.get("fileContent")
    if "sourceFile" in entry:
        if content is not None:
            raise codecommit_error(
                "FileContentAndSourceFileSpecifiedException", f"{path} has content and a source"
            )
        raise NotSupported("codecommit CreateCommit with sourceFile")
    if content is None:
        raise codecommit_error("SourceFileOrContentRequiredException", f"{path} has no content")
    return check_size(path, content)


def _check_number(number: int) -> None:
    if number == 0:
        raise codecommit_error("FileEntryRequiredException", "No file is put, deleted or changed")
    if number > FILES_A_COMMIT:
        raise codecommit_error(
            "MaximumFileEntriesExceededException", f"More than {FILES_A_COMMIT} files: {number}"
        )


def _check_apart(paths: list[str]) -> None:
    twice = [path for path, times in Counter(paths).items() if times > 1]
    if twice:
        raise codecommit_error("SamePathRequestException", f"Named twice: {', '.join(twice)}")


def _check_no_folders(paths: Iterable[str]) -> None:
    """No file may be put where another one needs a folder."""
    files = set(paths)
    for path in files:
        if any(path.startswith(f"{file}/") for file in files):
            raise codecommit_error(
                "PutFileEntryConflictException", f"{path} needs a folder where a file is put"
            )
