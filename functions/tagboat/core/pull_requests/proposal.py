"""What is proposed to a git host, and what it made of it."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.snapshot import File, Snapshot


class MergeMethod(StrEnum):
    """How a pull request merges itself. No host has all of them."""

    SQUASH = "squash"
    MERGE = "merge"
    REBASE = "rebase"
    FAST_FORWARD = "fast-forward"


class Proposal(Struct, frozen=True, kw_only=True):
    """One pull request as it has to be: one that is open is changed, else one is opened."""

    standing: Standing
    """What was read. Its branch must still be at its head, or not be there."""
    base: Snapshot
    """What the files were edited in: the branch that is merged into, at its head."""
    files: Mapping[str, File]
    """The new contents by path, as they are to be once it is merged. Empty: they are there."""
    message: CommitMessage
    author: Author
    title: str
    body: str
    """Markdown."""
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    """Logins; a team of GitHub as `organization/team`."""
    assignees: tuple[str, ...] = ()
    """Logins."""
    draft: bool = False
    rebuilt: bool = False
    """Whether an open one's branch has to have the base's files, but for those of the proposal: the
    base is merged into it then. Else its files are committed on what the branch has."""
    auto_merge: MergeMethod | None = None
    """How it merges itself as soon as the host's rules allow it."""


class Proposed(Struct, frozen=True, kw_only=True):
    """A pull request that is as it was proposed."""

    name: str
    """What people call it: `#12`, `!12` on GitLab."""
    url: str
    merge_commit: str | None = None
    """The id of the base branch's commit, where it is merged already."""
    notes: tuple[str, ...] = ()
    """What the host cannot or may not do of what was asked for, each with what to do about it."""
