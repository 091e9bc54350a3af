"""Change sets: what a stack would become, to look at before it is done."""

from dataclasses import dataclass, field
from datetime import datetime

from sandbox.aws.cloudformation.change import Change
from sandbox.aws.cloudformation.manner import Manner
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
    description: str | None = None
    manner: Manner = field(default_factory=Manner)
    on_stack_failure: str | None = None
    """As the request has it, to be shown."""
    wanted: Wanted | None = None
    changes: tuple[Change, ...] = ()
    reason: str | None = None
    revision: int = 0
    """How often its stack had been changed when it was made."""
    execution: str | None = None
    """`EXECUTE_IN_PROGRESS`, `EXECUTE_COMPLETE` or `EXECUTE_FAILED`; None before."""
    created: datetime = field(default_factory=now)

    @property
    def status(self) -> str:
        """Whether it could be made."""
        return "FAILED" if self.wanted is None else "CREATE_COMPLETE"

    @property
    def execution_status(self) -> str:
        """Whether it can be executed: no more once something else has changed the stack."""
        if self.wanted is None:
            return "UNAVAILABLE"
        if self.execution is not None:
            return self.execution
        return "AVAILABLE" if self.revision == self.stack.revision else "OBSOLETE"
