"""One pull request: what CodeCommit keeps of it, and how it shows it."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.codecommit.pull_requests.approval_rule import ApprovalRule
from sandbox.aws.codecommit.pull_requests.comment import Comment
from sandbox.aws.codecommit.store import Repository


@dataclass(frozen=True)
class Tips:
    """Where the two branches are."""

    source: str
    destination: str
    base: str | None
    """The newest commit that both have. None when they have none in common."""


def new_revision() -> str:
    """A name for the state of a source branch, of 64 hex digits as at AWS."""
    return secrets.token_hex(32)


@dataclass
class PullRequest:
    """A pull request, open or closed. Branches are named without `refs/heads/`."""

    id: str
    repository: Repository
    title: str
    description: str | None
    author: str
    """The ARN of who made it."""
    source: str
    destination: str
    token: str | None
    """The `clientRequestToken` that it was made with."""
    asked: object
    """What was asked with the token, to be compared."""
    tips: Tips
    """Followed while it is open; as they were before the merge when it is merged."""
    revisions: list[str] = field(default_factory=lambda: [new_revision()])
    """One for every state of the source branch, newest last."""
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    active: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When somebody did something last."""
    is_open: bool = True
    merge: dict[str, Any] = field(default_factory=lambda: {"isMerged": False})
    """`MergeMetadata` of the API Reference."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """`PullRequestEvent`s of the API Reference, oldest first."""
    comments: list[Comment] = field(default_factory=list)
    rules: list[ApprovalRule] = field(default_factory=list)
    approvers: dict[str, set[str]] = field(default_factory=dict)
    """Revision -> the ARNs of who approved it."""
    overriders: dict[str, str] = field(default_factory=dict)
    """Revision -> the ARN of who set the rules aside for it."""

    @property
    def revision(self) -> str:
        """The current revision."""
        return self.revisions[-1]

    @property
    def status(self) -> str:
        """`OPEN` or `CLOSED`."""
        return "OPEN" if self.is_open else "CLOSED"

    def touch(self) -> datetime:
        """Note that somebody did something."""
        self.active = datetime.now(UTC)
        return self.active

    def record(self, event: str, who: str, **metadata: dict[str, Any]) -> None:
        """Note an event.

        Args:
            event: Such as `PULL_REQUEST_CREATED`.
            who: The ARN of who did it.
            metadata: The event's own member of `PullRequestEvent`, by its name.
        """
        self.events.append(
            {
                "pullRequestId": self.id,
                "eventDate": self.touch(),
                "pullRequestEventType": event,
                "actorArn": who,
                **metadata,
            }
        )

    def close(self, who: str) -> None:
        """Close it, merged or not."""
        self.is_open = False
        self.record(
            "PULL_REQUEST_STATUS_CHANGED",
            who,
            pullRequestStatusChangedEventMetadata={"pullRequestStatus": self.status},
        )

    def close_merged(self, who: str, commit: str, option: str) -> None:
        """Close it because its source branch is in the destination branch.

        Args:
            who: The ARN of who merged.
            commit: The commit that the destination branch has got.
            option: The merge strategy, such as `SQUASH_MERGE`.
        """
        self.merge = {
            "isMerged": True,
            "mergedBy": who,
            "mergeCommitId": commit,
            "mergeOption": option,
        }
        self.record(
            "PULL_REQUEST_MERGE_STATE_CHANGED",
            who,
            pullRequestMergedStateChangedEventMetadata={
                "repositoryName": self.repository.name,
                "destinationReference": f"refs/heads/{self.destination}",
                "mergeMetadata": self.merge,
            },
        )
        self.close(who)

    def shown(self) -> dict[str, Any]:
        """`PullRequest` of the API Reference."""
        return {
            "pullRequestId": self.id,
            "title": self.title,
            "description": self.description,
            "lastActivityDate": self.active,
            "creationDate": self.created,
            "pullRequestStatus": self.status,
            "authorArn": self.author,
            "pullRequestTargets": [self._target()],
            "clientRequestToken": self.token,
            "revisionId": self.revision,
            "approvalRules": [rule.shown() for rule in self.rules],
        }

    def _target(self) -> dict[str, Any]:
        return {
            "repositoryName": self.repository.name,
            "sourceReference": f"refs/heads/{self.source}",
            "destinationReference": f"refs/heads/{self.destination}",
            "sourceCommit": self.tips.source,
            "destinationCommit": self.tips.destination,
            "mergeBase": self.tips.base,
            "mergeMetadata": self.merge,
        }
