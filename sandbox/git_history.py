"""The commits of a git repository, as `git log` would list them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pygit2.enums import SortMode

if TYPE_CHECKING:
    import pygit2


@dataclass(frozen=True)
class Commit:
    """One commit, as `git log` would show it."""

    id: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    committer_name: str
    committer_email: str
    message: str
    time: int
    """When it was committed, in seconds since 1970."""


def commits_from(repository: "pygit2.Repository", head: str) -> list[Commit]:
    """The commit `head` and all before it, newest first.

    Raises:
        KeyError: No such commit.
    """
    return [_described(commit) for commit in repository.walk(head, SortMode.TOPOLOGICAL)]


def _described(commit: "pygit2.Commit") -> Commit:
    return Commit(
        id=str(commit.id),
        parents=tuple(map(str, commit.parent_ids)),
        author_name=commit.author.name,
        author_email=commit.author.email,
        committer_name=commit.committer.name,
        committer_email=commit.committer.email,
        message=commit.message,
        time=commit.commit_time,
    )
