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
    def makes(self) -> bool:
        """Whether there is a resource now that there was not."""
        return self.before is None or self.replaces

    @property
    def replaces(self) -> bool:
        """Whether two resources exist now, one of which has to go."""
        return self.before is not None and (
            self.before.made.physical_id != self.after.made.physical_id
        )


def undo_creation(stack: Stack, steps: Sequence[Step], account: Account, reason: str) -> None:
    """Remove what a failed creation has made, last made first.

    Args:
        stack: The stack, whose status becomes `ROLLBACK_COMPLETE`, or `ROLLBACK_FAILED` when
            something could not be removed.
        steps: What was made, oldest first.
        account: Where.
        reason: Why it is undone.
    """
    stack.note("ROLLBACK_IN_PROGRESS", reason)
    left = _remove(stack, steps, account)
    stack.resources = {step.after.logical_id: step.after for step in left}
    if left:
        names = ", ".join(stack.resources)
        stack.note("ROLLBACK_FAILED", f"The following resource(s) failed to delete: [{names}].")
    else:
        stack.note("ROLLBACK_COMPLETE")


def undo_update(
    stack: Stack,
    steps: Sequence[Step],
    before: Mapping[str, StackResource],
    account: Account,
    reason: str,
) -> None:
    """Put a stack's resources back to what they were, then remove those that the update made.

    Args:
        stack: The stack, whose status becomes `UPDATE_ROLLBACK_COMPLETE`, or
            `UPDATE_ROLLBACK_FAILED` when a resource could not be put back.
        steps: What was done, oldest first.
        before: The stack's resources as they were.
        account: Where they are.
        reason: Why it is undone.
    """
    stack.note("UPDATE_ROLLBACK_IN_PROGRESS", reason)
    changed = [step for step in reversed(steps) if not step.makes]
    failed = [step for step in changed if not _put_back(stack, step, account)]
    stack.resources = dict(before)
    if failed:
        names = ", ".join(step.after.logical_id for step in failed)
        stack.note(
            "UPDATE_ROLLBACK_FAILED", f"The following resource(s) failed to update: [{names}]."
        )
        return
    stack.note("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    # What cannot be removed is not the stack's any more, as at AWS.
    _remove(stack, [step for step in steps if step.makes], account)
    stack.note("UPDATE_ROLLBACK_COMPLETE")


def _remove(stack: Stack, steps: Sequence[Step], account: Account) -> list[Step]:
    """Remove what was made; give what is still there and should not be."""
    return [
        step
        for step in reversed(steps)
        if not delete_resource(stack, step.after, account, policy="DeletionPolicy", made_now=True)
    ]


def _put_back(stack: Stack, step: Step, account: Account) -> bool:
    after, before = step.after, step.before
    assert before is not None

    def note(status: str, reason: str | None = None) -> None:
        stack.note_resource(
            after.logical_id,
            after.type_name,
            status,
            physical_id=before.made.physical_id,
            reason=reason,
        )

    note("UPDATE_IN_PROGRESS")
    try:
        RESOURCE_TYPES[after.type_name].restore(
            account, before.made, before.properties, after.properties
        )
    except EXPECTED as error:
        note("UPDATE_FAILED", reason_of(after.logical_id, error))
        return False
    note("UPDATE_COMPLETE")
    return True
