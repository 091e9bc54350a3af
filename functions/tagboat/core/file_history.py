"""What a file has been: its last revisions, as a branch's commits have them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from msgspec import Struct

from tagboat.core.snapshot import File

MOST_REVISIONS = 50
"""Of a file that are read: a value's last change is nearly always in the first or the second."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Revision(Struct, frozen=True, kw_only=True):
    """A commit that has changed a file, and the file as it was then."""

    commit: str
    """The commit's id."""
    at: datetime
    """When it was committed, in UTC: the committer's time."""
    author: str
    """The author's name."""
    message: str
    file: File | None
    """None where the commit has taken the file away, or has made it one that cannot be used."""


type Histories = Mapping[str, Sequence[Revision]]
"""By path: revisions, the newest first."""


class _Committed(Protocol):
    @property
    def at(self) -> datetime: ...


def down_to[One: _Committed](since: datetime, newest_first: Iterable[One]) -> list[One]:
    """As much of a history as is asked for: down to the first that is older, and that one too."""
    found: list[One] = []
    for one in newest_first:
        found.append(one)
        if one.at < since or len(found) == MOST_REVISIONS:
            break
    return found


def git_time(seconds: int) -> datetime:
    """When a commit was made, in UTC.

    Args:
        seconds: Since 1970. Git keeps any number: what no year has is the end of time, or its
            beginning.
    """
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return (datetime.max if seconds > 0 else datetime.min).replace(tzinfo=UTC)
