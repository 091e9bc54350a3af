"""Lists in pages. Every connection of the schema has these members; edges are not supported."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PageInfo:
    """`PageInfo`."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True)
class _Connection:
    nodes: list[Any]
    total_count: int
    page_info: PageInfo


class PullRequestConnection(_Connection):
    """`PullRequestConnection`."""


class PullRequestCommitConnection(_Connection):
    """`PullRequestCommitConnection`."""


class PullRequestTimelineItemsConnection(_Connection):
    """`PullRequestTimelineItemsConnection`."""


class CommitConnection(_Connection):
    """`CommitConnection`."""


class CommitHistoryConnection(_Connection):
    """`CommitHistoryConnection`."""


class IssueCommentConnection(_Connection):
    """`IssueCommentConnection`."""


class LabelConnection(_Connection):
    """`LabelConnection`."""


class MergeQueueEntryConnection(_Connection):
    """`MergeQueueEntryConnection`."""


class RefConnection(_Connection):
    """`RefConnection`."""


class ReviewRequestConnection(_Connection):
    """`ReviewRequestConnection`."""


class UserConnection(_Connection):
    """`UserConnection`."""
