"""Which versions a file has gone through, of all those that it has had on any side of a merge.

CodeCommit answers a graph ("AWS CodeCommit API Reference: FileVersion"): who has merged a branch
and kept their own file has the versions of the other side in it too. `git log` leaves those out,
and so does this.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush

from msgspec import Struct


class Version(Struct, frozen=True, kw_only=True):
    """A commit that has changed a file."""

    commit: str
    """Its id."""
    parents: Sequence[str]
    blob: str | None
    """The id of the file's content."""
    at: datetime
    """When it was committed, in UTC."""
    author: str
    message: str
    children: frozenset[str]
    """The commits that have the next versions."""


type BlobAt = Callable[[str], str | None]
"""Tells what a file's content is at a commit; None when it is not there."""


def lineage(versions: Sequence[Version], at: str, blob_at: BlobAt) -> Iterator[Version]:
    """The versions that led to what a file is at a commit, the newest first.

    Args:
        versions: Those of the file. AWS documents no order.
        at: The id of the commit.
        blob_at: Asked where sides of a merge differ.
    """
    commits = {one.commit for one in versions}
    waiting: list[tuple[float, int, Version]] = []
    seen = set[str]()

    def wait_for(found: Sequence[Version]) -> None:
        for one in found:
            if one.commit not in seen:
                heappush(waiting, (-one.at.timestamp(), len(seen), one))
                seen.add(one.commit)

    wait_for(_sides([one for one in versions if commits.isdisjoint(one.children)], [at], blob_at))
    while waiting:
        *_, newest = heappop(waiting)
        kept = _kept_from(newest, blob_at)
        if kept is None:
            yield newest
        before = [one for one in versions if newest.commit in one.children]
        wait_for(_sides(before, [kept] if kept else newest.parents, blob_at))


def _kept_from(version: Version, blob_at: BlobAt) -> str | None:
    """The side that a merge has kept the file of; None if it has changed it."""
    if len(version.parents) < 2:
        return None
    return next((one for one in version.parents if blob_at(one) == version.blob), None)


def _sides(
    versions: Sequence[Version], commits: Sequence[str], blob_at: BlobAt
) -> Sequence[Version]:
    """Of versions that several sides have, the one that the file is from at each commit.

    Whether those before the last ones on a side are among them is not documented, so that only
    what the file is tells.
    """
    if len(versions) < 2:
        return versions
    newest_first = sorted(versions, key=lambda one: one.at, reverse=True)
    chosen: list[Version] = []
    for blob in map(blob_at, commits):
        chosen += [one for one in newest_first if one.blob == blob][:1]
    return chosen or newest_first
