"""What stands on the git host for one branch that pull requests come from."""

from enum import StrEnum

from msgspec import Struct


class Person(Struct, frozen=True):
    """A name and an address, as Git keeps them with a commit."""

    name: str
    email: str


class Commit(Struct, frozen=True, kw_only=True):
    """A commit, without its files."""

    id: str
    message: str
    author: Person
    committer: Person


class State(StrEnum):
    """Whether a pull request waits, was refused, or is in the base branch."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


class PullRequest(Struct, frozen=True, kw_only=True):
    """A pull request of the infra repo's own branch, never one from a fork."""

    key: str
    """What the host knows it by: a node id on GitHub, a number elsewhere."""
    name: str
    """What people call it: `#12`, `!12` on GitLab."""
    url: str
    state: State
    head: Commit
    """The last commit of its branch; once it is closed or merged, as it was then."""
    ended_by: str = ""
    """Who closed or merged it, where the host tells."""
    conflicts: bool = False
    """Whether the host says that it cannot be merged as its branch and the base are now."""
    merges_itself: bool = False
    """Whether the host merges it once nothing is in the way."""


class Standing(Struct, frozen=True, kw_only=True):
    """A branch, and the newest pull request from it into the base branch."""

    branch: str
    """Without `refs/heads/`."""
    head: Commit | None = None
    """The last commit of the branch; None if there is no such branch."""
    merged: bool = False
    """Whether the base has all commits of the branch: nothing of anybody's is lost without it.
    Hosts need to know it only where no pull request is open."""
    pull_request: PullRequest | None = None

    @property
    def open_pull_request(self) -> PullRequest | None:
        """The pull request, while it is open."""
        found = self.pull_request
        return found if found is not None and found.state is State.OPEN else None
