"""The files that globs mean, as they were found last: a guess at what will have to be read."""

from collections.abc import Mapping, Sequence

from tagboat.core.errors import FileMissing, TargetError, TooManyFiles
from tagboat.core.globs import Glob
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import GitHost

MOST_REMEMBERED = 100
"""Globs whose files are remembered from one batch to the next."""

type Found = Mapping[str, Sequence[str] | TargetError]
"""The paths that each glob means, or why they cannot be found."""


class GlobbedFiles:
    """Finds files on a git host."""

    def __init__(self, git_host: GitHost) -> None:
        """Keep where to look."""
        self._git_host = git_host
        self.last: Found = {}
        """What was found last."""

    def find(self, globs: Sequence[Glob], snapshot: Snapshot) -> Found:
        """The paths that globs mean, all of them found at once where they are few enough.

        Args:
            globs: Which files.
            snapshot: The branch, and the commit that they are looked for at.

        Raises:
            RetryableError: Look again later.
            HostError: The repository cannot be read.
        """
        if not globs:
            return {}
        if not snapshot.head:  # No file was read, so there is no commit to look at.
            return {glob.text: _no_head(glob) for glob in globs}
        try:
            paths = self._git_host.find(snapshot.branch, globs, at=snapshot.head)
            found: Found = {glob.text: list(filter(glob.matches, paths)) for glob in globs}
        except TooManyFiles:
            found = {glob.text: self._find_alone(glob, snapshot) for glob in globs}
        earlier = {glob: paths for glob, paths in self.last.items() if glob not in found}
        self.last = _latest({**earlier, **found})
        return found

    def _find_alone(self, glob: Glob, snapshot: Snapshot) -> Sequence[str] | TargetError:
        try:
            return self._git_host.find(snapshot.branch, [glob], at=snapshot.head)
        except TooManyFiles as error:
            return error


def _latest(found: Found) -> Found:
    """What was found last: a glob may have variables, so that there is no end of them."""
    return dict(list(found.items())[-MOST_REMEMBERED:])


def _no_head(glob: Glob) -> TargetError:
    return FileMissing(
        f"{glob.text} is a glob, which needs a rules file. Name one file, or commit a rules file."
    )
