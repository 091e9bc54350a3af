"""An infra repo on a git host, as the contract suite sees it: Tagboat's side and a person's."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from typing import Literal, Protocol

from sandbox.request_log import RequestLog
from tagboat.git_hosts.base import GitHost

EXECUTABLE, FILE, LINK = 0o100755, 0o100644, 0o120000

type Moment = Literal["read", "find", "history", "commit"]
"""What Tagboat is about to do."""
type Failure = Literal["throttled", "unavailable", "cut", "cut after", "cut within", "lost"]
"""What goes wrong with a request.

`throttled`, `unavailable`: the host says so, and does nothing. `cut`: the connection ends before
the host does what it is asked, `cut after` it has done it, `cut within` its answer. `lost`: it has
done it, and a proxy says that it is unavailable.
"""


class Hosted(Protocol):
    """One empty-but-for-a-README infra repo."""

    lists_removals: bool
    """Whether a commit that takes a file away is in the file's history."""
    looks_back: int
    """Commits, the head included, that are looked at to find one that is not Tagboat's own."""
    attempts: int
    """How often the host is asked for what changes nothing before it is taken as unavailable."""

    @property
    def git_host(self) -> GitHost: ...

    @property
    def largest_file(self) -> int:
        """Bytes that a file can have to be read."""

    def push(self, files: Mapping[str, bytes | None], mode: int = FILE) -> str:
        """A person's commit on main."""

    def push_at(
        self,
        at: datetime,
        files: Mapping[str, bytes | None],
        *,
        author: str = "A Person",
        message: str = "A person's",
        mode: int = FILE,
    ) -> str:
        """A commit on main as somebody made it at some time."""

    def add_submodule(self, name: str) -> str:
        """A person's commit on main, of another repository at a name in the root."""

    def content(self, path: str) -> bytes: ...

    def mode(self, path: str) -> int: ...

    def history(self) -> list[str]:
        """The ids of main's commits, newest first: those of all parents."""

    def merges(self) -> list[str]:
        """The ids of main's commits that have several parents."""

    def files(self) -> set[str]:
        """The paths of all files on main."""

    def last_message(self) -> str: ...

    def complaints(self) -> str:
        """What `git fsck --strict` says."""

    def again(self) -> GitHost:
        """A git host of the same repository that shares nothing with the other one."""

    def on_missing_repository(self) -> GitHost:
        """A git host whose repository does not exist."""

    def on_empty_repository(self) -> GitHost:
        """A git host whose repository has no commit yet."""

    def before_next_commit(self, action: Callable[[], object]) -> None:
        """Do something after the host has got a commit and before it makes it.

        Once in a test: a host may have more than one way to commit.
        """


class Answering(Hosted, Protocol):
    """One on a host that answers over a network, and may not."""

    def fail(self, moment: Moment, how: Failure, *, times: int = 1) -> None:
        """Let the next requests of a kind fail."""

    def lag_next_read(self) -> None:
        """Let the next read be of the repository as it is now, whatever is written meanwhile."""

    def protect(self) -> None:
        """Let nobody commit to main."""

    def read_only(self) -> GitHost:
        """A git host with credentials that may only read."""

    def expire_credentials(self) -> None:
        """Let the host no longer accept what it accepted."""


class OverHttp(Answering, Protocol):
    """One that is asked by HTTP."""

    asked: RequestLog
    """What its host was asked."""

    def impatient(self) -> GitHost:
        """A git host that waits no longer than a second for an answer."""

    def nothing_more_fails(self) -> None:
        """Forget what was to fail and has not yet."""

    def hold(self, moment: Moment, released: Event, *, done: Event | None = None) -> None:
        """Let the host begin with the next request of a kind only when it is released.

        Args:
            moment: The kind.
            released: Set by the test, in any case.
            done: Set when the request has had its effect, or was refused.
        """


class WithToken(OverHttp, Protocol):
    """One that takes a token."""

    def rotate_token(self) -> None:
        """Let the host no longer accept the token, but another that the secret has now."""
