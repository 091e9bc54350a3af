"""Undoing what a deployment has done when a later step fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sandbox.aws.cloudformation.deletion import delete_resource
from sandbox.aws.cloudformation.failures import EXPECTED, reason_of
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.resource_types import RESOURCE_TYPES
from sandbox.aws.cloudformation.stack import Stack, StackResource


@dataclass(frozen=True)
class Step:
    """One resource that was made, replaced or changed."""

    after: StackResource
    before: StackResource | None

    @property
    def replaces(self) -> bool:
        """Whether two resources exist now, one of which has to go."""
        return self.before is not None and (
            self.before.made.physical_id != self.after.made.physical_id
        )


def undo(
    stack: Stack, steps: Sequence[Step], before: Mapping[str, StackResource], account: Account
) -> bool:
    """Put a stack's resources back to what they were.

    Args:
        stack: The stack.
        steps: What was done, oldest first.
        before: The stack's resources as they were.
        account: Where they are.

    Returns:
        False when something could not be undone; what was made and is still there stays a
        resource of the stack.
    """
    failed = [step for step in reversed(steps) if not _undo_one(stack, step, account)]
    left = {step.after.logical_id: step.after for step in failed if step.before is None}
    stack.resources = {**before, **left}
    return not failed


def _undo_one(stack: Stack, step: Step, account: Account) -> bool:
    after, before = step.after, step.before
    if before is None or step.replaces:
        return delete_resource(stack, after, account)
    status = "UPDATE_COMPLETE"
    reason: str | None = None
    try:
        RESOURCE_TYPES[after.type_name].update(
            account, before.made, before.properties, after.properties
        )
    except EXPECTED as error:
        status, reason = "UPDATE_FAILED", reason_of(after.logical_id, error)
    stack.note_resource(
        after.logical_id,
        after.type_name,
        status,
        physical_id=before.made.physical_id,
        reason=reason,
    )
    return reason is None
