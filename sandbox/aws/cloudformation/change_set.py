"""Change sets: what a stack would become, to look at before it is done."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.cloudformation.changes import Change
from sandbox.aws.cloudformation.stack import Stack, now
from sandbox.aws.cloudformation.wanted import Wanted

# What `sam deploy --no-fail-on-empty-changeset` and others look for.
NO_CHANGES = (
    "The submitted information didn't contain changes. "
    "Submit different information to create a change set."
)


@dataclass
class ChangeSet:
    """A change set. Without `wanted` it has failed, and `reason` says why."""

    name: str
    id: str
    stack: Stack
    description: str | None
    wanted: Wanted | None = None
    changes: tuple[Change, ...] = ()
    reason: str | None = None
    executed: bool = False
    created: datetime = field(default_factory=now)

    @property
    def status(self) -> str:
        """Whether it could be made."""
        return "FAILED" if self.wanted is None else "CREATE_COMPLETE"

    @property
    def execution_status(self) -> str:
        """Whether it can be executed."""
        if self.wanted is None:
            return "UNAVAILABLE"
        return "EXECUTE_COMPLETE" if self.executed else "AVAILABLE"
