"""The change sets of an account: made, found, executed and deleted."""

import re
import uuid

from sandbox.aws.cloudformation.change_set import NO_CHANGES, ChangeSet
from sandbox.aws.cloudformation.changes import find_changes
from sandbox.aws.cloudformation.sam_transform import TransformFailed
from sandbox.aws.cloudformation.stack import Stack
from sandbox.aws.cloudformation.stacks import Stacks, is_unchanged
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Submitted, prepare
from sandbox.aws.errors import AwsError, NotSupported

_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")


class ChangeSets:
    """Every change set that is not deleted."""

    def __init__(self, stacks: Stacks) -> None:
        self._stacks = stacks
        self._change_sets: dict[str, ChangeSet] = {}

    def create(
        self,
        name: str,
        stack_name: str,
        submitted: Submitted,
        *,
        kind: str,
        description: str | None = None,
    ) -> ChangeSet:
        """Work out what a template would change.

        Args:
            name: The change set's name.
            stack_name: The stack's name or id.
            submitted: What the stack is to become.
            kind: `CREATE` or `UPDATE`.
            description: Shown with the change set.

        Raises:
            AwsError: `ValidationError`, `AlreadyExistsException`, or
                `InsufficientCapabilitiesException`.
        """
        if not _NAME.fullmatch(name):
            raise invalid(f"Invalid change set name: {name}")
        stack = self._stack_for(kind, stack_name, name)
        if any(one.name == name for one in self.of(stack)):
            raise AwsError("AlreadyExistsException", f"ChangeSet {name} already exists")
        change_set = ChangeSet(name, self._new_id(name), stack, description)
        self._compare(change_set, submitted)
        if stack not in list(self._stacks):
            stack.note("REVIEW_IN_PROGRESS", "User Initiated")
            self._stacks.add(stack)
        self._change_sets[change_set.id] = change_set
        return change_set

    def find(self, name_or_id: str, stack_name: str | None) -> ChangeSet:
        """A change set by its id, or by its name and its stack's.

        Raises:
            AwsError: `ChangeSetNotFoundException`.
        """
        if name_or_id in self._change_sets:
            return self._change_sets[name_or_id]
        if stack_name is None:
            raise invalid(
                "StackName must be specified if ChangeSetName is not specified as an ARN."
            )
        for change_set in self.of(self._stacks.find(stack_name)):
            if change_set.name == name_or_id:
                return change_set
        raise AwsError("ChangeSetNotFound", f"ChangeSet [{name_or_id}] does not exist", status=404)

    def of(self, stack: Stack) -> list[ChangeSet]:
        """The change sets of a stack."""
        return [one for one in self._change_sets.values() if one.stack is stack]

    def execute(self, change_set: ChangeSet) -> None:
        """Do what a change set says; the others of its stack are gone then.

        Raises:
            AwsError: `InvalidChangeSetStatus`, or `ValidationError` when the stack is busy.
        """
        if change_set.wanted is None or change_set.executed:
            raise AwsError(
                "InvalidChangeSetStatus",
                f"ChangeSet [{change_set.id}] cannot be executed in its current status of "
                f"[{change_set.status}]",
            )
        stack = change_set.stack
        stack.change_set_id, change_set.executed = change_set.id, True
        for other in self.of(stack):
            if other is not change_set:
                del self._change_sets[other.id]
        self._stacks.deploy(stack, change_set.wanted)

    def delete(self, change_set: ChangeSet) -> None:
        """Forget a change set."""
        del self._change_sets[change_set.id]

    def _stack_for(self, kind: str, stack_name: str, name: str) -> Stack:
        if kind == "UPDATE":
            stack = self._stacks.find(stack_name)
            if stack.status == "REVIEW_IN_PROGRESS":
                raise invalid(f"Stack [{stack_name}] does not exist")
            stack.require_idle("updated")
            return stack
        if kind != "CREATE":
            raise NotSupported(f"change sets of type {kind}")
        if self._stacks.exists(stack_name):
            raise invalid(
                f"Stack [{stack_name}] already exists and cannot be created again with the "
                f"changeSet [{name}]."
            )
        try:
            return self._stacks.find(stack_name)
        except AwsError:
            return Stack(stack_name, self._stacks.new_id(stack_name), "REVIEW_IN_PROGRESS")

    def _compare(self, change_set: ChangeSet, submitted: Submitted) -> None:
        stack = change_set.stack
        try:
            wanted = prepare(submitted, stack.deployed, self._stacks.place(stack))
        except TransformFailed as error:
            change_set.reason = str(error)
            return
        if stack.status != "REVIEW_IN_PROGRESS" and is_unchanged(stack, wanted):
            change_set.reason = NO_CHANGES
            return
        change_set.wanted = wanted
        change_set.changes = tuple(find_changes(stack, wanted))

    def _new_id(self, name: str) -> str:
        account = self._stacks.account
        prefix = f"arn:aws:cloudformation:{account.region}:{account.id}"
        return f"{prefix}:changeSet/{name}/{uuid.uuid4()}"
