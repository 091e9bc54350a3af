"""The history of files in Git's own objects, as `git log` simplifies it.

"git-log: History Simplification": where a parent has the file as the commit has it, the history
goes on there and nowhere else; of a commit that has it as no parent has, on all sides.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from heapq import heappop, heappush

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Commit, ObjectID
from msgspec import Struct

from tagboat.core.file_history import Revision, git_time
from tagboat.core.snapshot import File
from tagboat.git_hosts.git.trees import Entry, GitTree, commit_in


class Change(Struct, frozen=True):
    """A commit that has changed what is at a path."""

    commit: Commit
    entry: Entry | None
    """What it has there."""
    known: bool = True
    """Whether it has: what the commit before it has may be out of sight."""

    @property
    def at(self) -> datetime:
        """When it was committed, in UTC."""
        return git_time(self.commit.commit_time)

    def revision(self, file: File | None) -> Revision:
        """It, and the file as it was then."""
        return Revision(
            commit=self.commit.id.decode(),
            at=self.at,
            author=_text(self.commit, self.commit.author.partition(b"<")[0]).strip(),
            message=_text(self.commit, self.commit.message),
            file=file,
        )


class Past:
    """A commit, and those before it that are in sight."""

    def __init__(self, objects: BaseObjectStore, at: ObjectID, depth: int) -> None:
        """Look which commits are in sight.

        Args:
            objects: Commits and all their folders.
            at: The id of the newest one.
            depth: How many of them to go back, itself included, on every side of a merge.
        """
        self._at = at
        self._tree = cache(lambda commit: GitTree(objects, commit))
        self._in_sight: dict[ObjectID, Commit] = {}
        level = [at]
        for _ in range(depth):
            self._in_sight |= {one: commit_in(objects, one) for one in level}
            parents = {parent for one in level for parent in self._in_sight[one].parents}
            level = [one for one in parents - self._in_sight.keys() if one in objects]

    def changes(self, path: str) -> Iterator[Change]:
        """The commits that led to what is at a path, the newest first.

        Where the sight ends, the last commit in it stands for the one that it is from.
        """
        waiting: list[tuple[int, int, ObjectID]] = []
        seen = set[ObjectID]()

        def wait_for(commits: Sequence[ObjectID]) -> None:
            for one in commits:
                if one in self._in_sight and one not in seen:
                    heappush(waiting, (-self._in_sight[one].commit_time, len(seen), one))
                    seen.add(one)

        wait_for([self._at])
        while waiting:
            *_, newest = heappop(waiting)
            commit, entry = self._in_sight[newest], self._entry(newest, path)
            parents = [one for one in commit.parents if one in self._in_sight]
            if same := [one for one in parents if self._entry(one, path) == entry]:
                wait_for(same[:1])
            elif commit.parents or entry:
                yield Change(commit, entry, known=len(parents) == len(commit.parents))
                wait_for(parents)

    def _entry(self, commit: ObjectID, path: str) -> Entry | None:
        return self._tree(commit).entry(path)


def _text(commit: Commit, data: bytes) -> str:
    """What a commit says, by its own encoding; none is UTF-8."""
    try:
        return data.decode((commit.encoding or b"utf-8").decode())
    except (LookupError, UnicodeDecodeError):
        return data.decode(errors="replace")
