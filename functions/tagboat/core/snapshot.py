"""Files of the infra repo at one head."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import FileIsBinary, HostError, TargetError
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.standing import Standing


class File(Struct, frozen=True):
    """A file as Git keeps it."""

    content: bytes
    executable: bool = False

    def text(self, path: str) -> str:
        """The content as text, with its byte order mark and line ends.

        Raises:
            FileIsBinary: It is not UTF-8.
        """
        try:
            if b"\0" not in self.content:
                return self.content.decode()
        except UnicodeDecodeError:
            pass
        raise FileIsBinary(f"{path} is not UTF-8 text, so no value can be written in it.")


class Snapshot(Struct, frozen=True):
    """What was read of a branch, all of it at the same commit."""

    branch: str
    head: str
    """The id of that commit."""
    files: Mapping[str, File | TargetError]
    """Each path that was asked for: the file, or why there is none to use."""
    found: Mapping[str, Sequence[str] | TargetError] = {}
    """Each glob that was asked for: the paths that it means, or why they cannot be found."""
    proposals: Mapping[str, Standing | HostError] = {}
    """Each branch of pull requests that was asked for: what stands for it, or why none can."""
    committed_at: datetime | None = None
    """After when nobody but Tagboat has committed, in UTC: when the last commit was made that is
    not its own, or a later one where the host does not look back so far; None where it does not
    say with its files."""

    def file(self, path: str) -> File:
        """The file at a path that was asked for.

        Raises:
            TargetError: There is no such file, or it cannot be used.
        """
        found = self.files[path]
        if isinstance(found, TargetError):
            raise found
        return found

    def with_more(self, more: "Snapshot") -> "Snapshot":
        """This snapshot, and what was read later at the same commit."""
        return replace(
            self,
            head=more.head or self.head,
            committed_at=more.committed_at or self.committed_at,
            files={**self.files, **more.files},
            proposals={**self.proposals, **more.proposals},
        )

    def with_commit(self, commit: str, files: Mapping[str, File]) -> "Snapshot":
        """This snapshot once files of it are committed on its head."""
        return replace(self, head=commit, files={**self.files, **files}, committed_at=None)

    def with_found(self, found: Mapping[str, Sequence[str] | TargetError]) -> "Snapshot":
        """This snapshot, and the paths that globs mean at the same commit."""
        return replace(self, found={**self.found, **found})

    def paths(self, glob: Glob) -> Sequence[str]:
        """The paths that a glob means.

        Raises:
            TargetError: They cannot be found.
        """
        found = self.found[glob.text]
        if isinstance(found, TargetError):
            raise found
        return found
