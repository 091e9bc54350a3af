"""After when nobody but Tagboat has committed: its own commits on top of a branch do not count."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core.pull_requests import record

MOST_WALKED = 10
"""Commits that are looked at on the way back."""


class SeenCommit(Struct, frozen=True):
    """What tells whose a commit is, and which one is before it."""

    at: datetime
    """When it was committed, in UTC: the committer's time."""
    message: str
    parents: Sequence[str]
    """Their ids, as far as a merge has two of them."""

    @property
    def before(self) -> str | None:
        """The commit that it adds Tagboat's own changes to; None if it brings other people's.

        A merge is never taken as Tagboat's: what people did on its other side came with it.
        """
        if len(self.parents) == 1 and is_own(self.message):
            return self.parents[0]
        return None


type Look = Callable[[str], SeenCommit | None]
"""Gives a commit by its id; None where it would take too long to find out."""


class Walked(Struct, frozen=True):
    """How far back a branch's own commits were followed."""

    until: datetime | None
    """After when nobody but Tagboat has committed, in UTC; None if nothing is known."""
    commits: Sequence[str]
    """The ids of those that were looked at: it is so of each."""


def is_own(message: str) -> bool:
    """Whether Tagboat made a commit, by its trailers: a squashed pull request has them too."""
    return bool(record.read(message).written)


def walk_back(
    head: str, look: Look, known: Mapping[str, datetime], since: datetime | None = None
) -> Walked:
    """Follow a branch back to the last commit that somebody else made, or to one that is known.

    Where that is too far back, the time of the oldest commit that was looked at stands for it,
    which is never too early.

    Args:
        head: The id of the branch's last commit.
        look: Is asked for one commit after the other, the newest first.
        known: By the id of a commit: after when nobody else has committed.
        since: What was committed earlier is far enough back.
    """
    commit: str | None = head
    until: datetime | None = None
    walked: list[str] = []
    while commit is not None and commit not in known and len(walked) < MOST_WALKED:
        seen = look(commit)
        if seen is None:
            break
        walked.append(commit)
        until, commit = seen.at, seen.before
        if since is not None and seen.at < since:
            break
    return Walked(known.get(commit, until) if commit else until, walked)
