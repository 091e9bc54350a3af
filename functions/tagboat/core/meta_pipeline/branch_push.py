"""A push to a branch on CodeCommit, as its event tells of it."""

from typing import Literal

import msgspec
from msgspec import Struct

from tagboat.core.errors import UnusableEvent


class BranchPush(Struct, frozen=True):
    """A branch was made or moved."""

    repository: str
    branch: str
    before: str | None
    """The commit that it was at; None for a new branch."""
    after: str
    """The commit that it was moved to."""


class _Detail(Struct, frozen=True, rename="camel"):
    event: Literal["referenceCreated", "referenceUpdated"]
    reference_type: Literal["branch"]
    repository_name: str
    reference_name: str
    commit_id: str
    old_commit_id: str | None = None


class _Event(Struct, frozen=True):
    detail: _Detail


def branch_push(body: str) -> BranchPush:
    """Read "Monitoring CodeCommit events in Amazon EventBridge: referenceUpdated event".

    Raises:
        UnusableEvent: It is not that a branch was made or moved.
    """
    try:
        detail = msgspec.json.decode(body, type=_Event).detail
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableEvent(f"This is no push to a branch of CodeCommit: {error}") from error
    return BranchPush(
        repository=detail.repository_name,
        branch=detail.reference_name,
        before=detail.old_commit_id,
        after=detail.commit_id,
    )
