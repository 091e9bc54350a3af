"""What stands beside a pull request: labels, requests for reviews, comments, events."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sandbox.github import labels, tokens
from sandbox.github.call import Call
from sandbox.github.graphql_types.people import Bot, Team, User, actor_of, utc_time
from sandbox.github.node_ids import node_id
from sandbox.github.pull_requests import pull_request as records
from sandbox.github.tokens import Account

if TYPE_CHECKING:
    from sandbox.github.graphql_types.git_objects import Commit
    from sandbox.github.graphql_types.pull_requests import PullRequest


@dataclass(frozen=True)
class Label:
    """`Label`."""

    id: str
    name: str
    color: str

    @classmethod
    def of(cls, label: labels.Label) -> Self:
        """The label as GraphQL has it."""
        return cls(label.node_id, label.name, label.color)


@dataclass(frozen=True)
class ReviewRequest:
    """`ReviewRequest`."""

    requested_reviewer: User | Team | Bot

    @classmethod
    def of(cls, reviewer: "Account | tokens.Team", call: Call) -> Self:
        """Somebody, or a team, is asked for a review."""
        if isinstance(reviewer, Account):
            return cls(User.of(reviewer, call))
        return cls(Team.of(reviewer))


@dataclass(frozen=True)
class IssueComment:
    """`IssueComment`, which is also a pull request's."""

    id: str
    database_id: int
    body: str
    author: User | Bot
    created_at: str

    @classmethod
    def of(cls, comment: records.Comment, call: Call) -> Self:
        """The comment as GraphQL has it."""
        return cls(
            node_id("IC", comment.id),
            comment.id,
            comment.body,
            actor_of(comment.author, call),
            utc_time(comment.at),
        )


@dataclass(frozen=True)
class IssueCommentEdge:
    """`IssueCommentEdge`."""

    node: IssueComment


@dataclass(frozen=True)
class ClosedEvent:
    """`ClosedEvent`."""

    actor: User | Bot | None
    created_at: str

    @classmethod
    def of(cls, closing: records.Closing, call: Call) -> Self:
        """The event as GraphQL has it."""
        actor = actor_of(closing.actor, call) if closing.actor else None
        return cls(actor, utc_time(closing.at))


@dataclass(frozen=True)
class AutoMergeRequest:
    """`AutoMergeRequest`."""

    merge_method: str
    enabled_at: str
    enabled_by: User | Bot
    commit_headline: str | None
    commit_body: str | None

    @classmethod
    def of(cls, wish: records.MergeWish, call: Call) -> Self:
        """The wish as GraphQL has it."""
        who = actor_of(wish.actor, call)
        return cls(wish.method, utc_time(wish.at), who, wish.headline, wish.body)


@dataclass(frozen=True)
class PullRequestCommit:
    """`PullRequestCommit`."""

    commit: "Commit"


@dataclass(frozen=True)
class MergeQueueEntry:
    """`MergeQueueEntry`."""

    id: str
    position: int
    state: str
    pull_request: "PullRequest"
