"""The pull requests of one repository, in the order of their numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from threading import RLock

from sandbox.github.pull_requests.pull_request import PullRequest


@dataclass
class PullRequests:
    """All of them. Whoever changes one holds the lock."""

    lock: RLock = field(default_factory=RLock)
    queues: dict[str, list[int]] = field(default_factory=dict)
    """The merge queues: branch -> numbers, the next to be merged first."""
    unknown_reads: int = 0
    """How often GitHub will still say that it does not know yet whether one can be merged."""
    _all: dict[int, PullRequest] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _comments: Iterator[int] = field(default_factory=lambda: count(3_000_001))

    def __iter__(self) -> Iterator[PullRequest]:
        with self.lock:
            return iter(list(self._all.values()))

    def new_number(self) -> int:
        """The next number, which issues and pull requests share."""
        return next(self._numbers)

    def new_comment_id(self) -> int:
        """The next number of a comment."""
        return next(self._comments)

    def add(self, pull: PullRequest) -> None:
        """Keep a new one."""
        with self.lock:
            self._all[pull.number] = pull

    def numbered(self, number: int) -> PullRequest | None:
        """The one of a number, None when there is none."""
        with self.lock:
            return self._all.get(number)

    def is_known(self) -> bool:
        """Whether GitHub has found out by now if they can be merged: asked once for each read."""
        with self.lock:
            is_known = self.unknown_reads == 0
            self.unknown_reads -= not is_known
        return is_known

    def open(self) -> list[PullRequest]:
        """Those that are neither closed nor merged."""
        return [pull for pull in self if pull.is_open]

    def open_between(self, base: str, head: str) -> PullRequest | None:
        """The open one of two branches of the repository itself; there is at most one."""
        own = (pull for pull in self.open() if pull.fork_id is None)
        return next((p for p in own if (p.base, p.head) == (base, head)), None)
