"""What mutations answer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.github.graphql_types.conversations import IssueCommentEdge, MergeQueueEntry
    from sandbox.github.graphql_types.git_objects import Commit
    from sandbox.github.graphql_types.people import Bot, User
    from sandbox.github.graphql_types.pull_requests import PullRequest
    from sandbox.github.graphql_types.repositories import Ref


@dataclass(frozen=True)
class _Payload:
    client_mutation_id: str | None


@dataclass(frozen=True)
class CreateCommitOnBranchPayload(_Payload):
    """`CreateCommitOnBranchPayload`."""

    commit: "Commit"
    ref: "Ref"


@dataclass(frozen=True)
class CreateRefPayload(_Payload):
    """`CreateRefPayload`."""

    ref: "Ref"


@dataclass(frozen=True)
class UpdateRefPayload(_Payload):
    """`UpdateRefPayload`."""

    ref: "Ref"


class UpdateRefsPayload(_Payload):
    """`UpdateRefsPayload`."""


class DeleteRefPayload(_Payload):
    """`DeleteRefPayload`."""


@dataclass(frozen=True)
class MergeBranchPayload(_Payload):
    """`MergeBranchPayload`."""

    merge_commit: "Commit | None"


@dataclass(frozen=True)
class _PullRequestPayload(_Payload):
    pull_request: "PullRequest"


class CreatePullRequestPayload(_PullRequestPayload):
    """`CreatePullRequestPayload`."""


class ClosePullRequestPayload(_PullRequestPayload):
    """`ClosePullRequestPayload`."""


class ReopenPullRequestPayload(_PullRequestPayload):
    """`ReopenPullRequestPayload`."""


class MarkPullRequestReadyForReviewPayload(_PullRequestPayload):
    """`MarkPullRequestReadyForReviewPayload`."""


class ConvertPullRequestToDraftPayload(_PullRequestPayload):
    """`ConvertPullRequestToDraftPayload`."""


@dataclass(frozen=True)
class _ActorPayload(_PullRequestPayload):
    actor: "User | Bot"


class UpdatePullRequestPayload(_ActorPayload):
    """`UpdatePullRequestPayload`."""


class MergePullRequestPayload(_ActorPayload):
    """`MergePullRequestPayload`."""


class EnablePullRequestAutoMergePayload(_ActorPayload):
    """`EnablePullRequestAutoMergePayload`."""


class DisablePullRequestAutoMergePayload(_ActorPayload):
    """`DisablePullRequestAutoMergePayload`."""


class RequestReviewsPayload(_ActorPayload):
    """`RequestReviewsPayload`."""


@dataclass(frozen=True)
class EnqueuePullRequestPayload(_Payload):
    """`EnqueuePullRequestPayload`."""

    merge_queue_entry: "MergeQueueEntry | None"


@dataclass(frozen=True)
class DequeuePullRequestPayload(_Payload):
    """`DequeuePullRequestPayload`."""

    merge_queue_entry: "MergeQueueEntry | None"


@dataclass(frozen=True)
class AddLabelsToLabelablePayload(_Payload):
    """`AddLabelsToLabelablePayload`."""

    labelable: "PullRequest"


@dataclass(frozen=True)
class AddAssigneesToAssignablePayload(_Payload):
    """`AddAssigneesToAssignablePayload`."""

    assignable: "PullRequest"


@dataclass(frozen=True)
class AddCommentPayload(_Payload):
    """`AddCommentPayload`."""

    comment_edge: "IssueCommentEdge"
    subject: "PullRequest"
