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
    outdated: bool = False
    """Whether the branch has what the base or the rules no longer have, or would come to conflict
    with the base by these files, though the host does not say so."""
    auto_merge: MergeMethod | None = None
    """How it merges itself as soon as the host's rules allow it."""

    @property
    def merges_base(self) -> bool:
        """Whether the base is merged into the open one's branch.

        The branch then has the base's files, but for those that are proposed.
        """
        found = self.standing.open_pull_request
        return self.outdated or (found is not None and found.conflicts)


class Proposed(Struct, frozen=True, kw_only=True):
    """A pull request that is as it was proposed."""

    name: str
    """What people call it: `#12`, `!12` on GitLab."""
    url: str
    merge_commit: str | None = None
    """The id of the base branch's commit, where it is merged already."""
    notes: tuple[str, ...] = ()
    """What the host cannot or may not do of what was asked for, each with what to do about it."""
