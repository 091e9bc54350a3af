"""The event of a branch or tag that was made, moved or removed.

Source: AWS CodeCommit User Guide, "Monitoring CodeCommit events in Amazon EventBridge". The event
of a merge has more there, which nobody here reads and which is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from moto.utilities.utils import get_partition

from sandbox.aws.callers import current_caller
from sandbox.git_moves import Move

_TYPES = {"refs/heads/": "branch", "refs/tags/": "tag"}


class Emit(Protocol):
    """Puts an event of a service on the default bus."""

    def __call__(
        self,
        source: str,
        detail_type: str,
        detail: Mapping[str, Any],
        resources: Sequence[str],
        *,
        account: str,
        region: str,
    ) -> None:
        """Deliver it."""


def announce(
    emit: Emit, move: Move, repository: str, repository_id: str, account: str, region: str
) -> None:
    """Emit "CodeCommit Repository State Change"; branches and tags have it."""
    for prefix, kind in _TYPES.items():
        if move.reference.startswith(prefix):
            detail = {
                "callerUserArn": current_caller(),
                "event": _event(move),
                "repositoryName": repository,
                "repositoryId": repository_id,
                "referenceType": kind,
                "referenceName": move.reference.removeprefix(prefix),
                "referenceFullName": move.reference,
                **_commits(move),
            }
            arn = f"arn:{get_partition(region)}:codecommit:{region}:{account}:{repository}"
            emit(
                "aws.codecommit",
                "CodeCommit Repository State Change",
                detail,
                [arn],
                account=account,
                region=region,
            )


def _event(move: Move) -> str:
    if move.new is None:
        return "referenceDeleted"
    return "referenceCreated" if move.old is None else "referenceUpdated"


def _commits(move: Move) -> dict[str, str]:
    commits = {"commitId": move.new, "oldCommitId": move.old}
    return {name: commit for name, commit in commits.items() if commit is not None}
