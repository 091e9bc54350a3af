"""A merge request as GitLab keeps it. What it looks like from outside is in shown_merge_request.py.

Source: "Merge requests API" (GitLab's documentation) and `app/models/merge_request.rb` of its code.
"""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from sandbox.gitlab.tokens import User

type State = Literal["opened", "closed", "locked", "merged"]
type Unsettled = Literal["preparing", "checking"]
_DRAFT = re.compile(r"\s*(\[draft\]|\(draft\)|draft:)", re.IGNORECASE)


@dataclass(frozen=True)
class AutoMerge:
    """Who asked for the merge when all checks pass, and how."""

    user: User
    sha: str
    wishes: "MergeWishes"


@dataclass(frozen=True)
class MergeWishes:
    """How somebody wants it to be merged; None where it is left to GitLab."""

    commit_message: str | None = None
    squash_commit_message: str | None = None
    remove_source_branch: bool | None = None


@dataclass(frozen=True)
class Note:
    """A comment."""

    id: int
    author: User
    body: str
    created_at: float


@dataclass
class MergeRequest:
    """A request to merge one branch of a project into another of the same project."""

    id: int
    iid: int
    author: User
    source_branch: str
    target_branch: str
    title: str
    description: str | None
    created_at: float
    updated_at: float
    sha: str
    """The head of the source branch when GitLab last saw it."""
    start_sha: str
    """The head of the target branch at that time."""
    base_sha: str
    state: State = "opened"
    labels: set[str] = field(default_factory=set)
    assignees: list[User] = field(default_factory=list)
    reviewers: list[User] = field(default_factory=list)
    squash: bool = False
    force_remove_source_branch: bool | None = None
    unsettled: deque[Unsettled] = field(default_factory=deque)
    """What GitLab is still busy with, for as many looks at the merge request."""
    approvals: list[User] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    auto_merge: AutoMerge | None = None
    merge_error: str | None = None
    merged_by: User | None = None
    merged_at: float | None = None
    closed_by: User | None = None
    closed_at: float | None = None
    merge_commit_sha: str | None = None
    squash_commit_sha: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can still be merged."""
        return self.state == "opened"

    @property
    def is_draft(self) -> bool:
        """Whether its title begins as a draft's does."""
        return _DRAFT.match(self.title) is not None

    @property
    def is_preparing(self) -> bool:
        """Whether GitLab has not looked at its commits yet."""
        return bool(self.unsettled) and self.unsettled[0] == "preparing"

    def close(self, by: User | None, now: float) -> None:
        """Close it; what was to be merged automatically no longer is."""
        self.state, self.closed_by, self.closed_at = "closed", by, now
        self.auto_merge, self.updated_at = None, now
