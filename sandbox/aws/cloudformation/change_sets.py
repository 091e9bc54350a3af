"""The change sets of an account: made, found, executed and deleted."""

import re
import uuid

from sandbox.aws.cloudformation.change_set import NO_CHANGES, ChangeSet
from sandbox.aws.cloudformation.changes import find_changes
from sandbox.aws.cloudformation.manner import Manner
from sandbox.aws.cloudformation.sam_transform import TransformFailed
from sandbox.aws.cloudformation.stack import Stack
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.submission import is_unchanged
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Submitted, Wanted, prepare
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
        manner: Manner,
        description: str | None = None,
        on_stack_failure: str | None = None,
    ) -> ChangeSet:
        """Work out what a template would change.

        Args:
            name: The change set's name.
            stack_name: The stack's name or id.
            submitted: What the stack is to become.
            kind: `CREATE` or `UPDATE`.
            manner: How it is to be executed.
            description: Shown with the change set.
            on_stack_failure: Shown with the change set.

        Raises:
            AwsError: `ValidationError`, `AlreadyExistsException`, or
                `InsufficientCapabilitiesException`.
        """
        if not _NAME.fullmatch(name):
            raise invalid(f"Invalid change set name: {name}")
        stack = self._stack_for(kind, stack_name, name)
        if any(one.name == name for one in self.of(stack)):
            raise AwsError("AlreadyExistsException", f"ChangeSet {name} already exists")
        self._stacks.account_of(stack, manner)  # Its role is looked at now, not when executed.
        change_set = ChangeSet(
            name,
            self._new_id(name),
            stack,
            description,
            manner,
            on_stack_failure,
            revision=stack.revision,
        )
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

    def execute(self, change_set: ChangeSet, manner: Manner) -> None:
        """Do exactly what a change set says; what else waits for its stack is obsolete then.

        Args:
            change_set: The change set.
            manner: How, where it was not said when it was made.

        Raises:
            AwsError: `InvalidChangeSetStatus`, or `ValidationError` when the stack is busy.
        """
        stack = change_set.stack
        with self._stacks.lock:
            wanted = _executable(change_set)
            self._stacks.begin(stack, manner)
            stack.change_set_id, change_set.execution = change_set.id, "EXECUTE_IN_PROGRESS"
        self._stacks.carry_out(stack, wanted, manner)
        done = stack.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        change_set.execution = "EXECUTE_COMPLETE" if done else "EXECUTE_FAILED"

    def delete(self, change_set: ChangeSet) -> None:
        """Forget a change set.

        Raises:
            AwsError: `InvalidChangeSetStatus`, while it is executed.
        """
        if change_set.execution == "EXECUTE_IN_PROGRESS":
            raise AwsError(
                "InvalidChangeSetStatus",
                f"ChangeSet [{change_set.id}] is in execution and cannot be deleted",
            )
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


def _executable(change_set: ChangeSet) -> Wanted:
    """What a change set makes of its stack.

    Raises:
        AwsError: `InvalidChangeSetStatus`, when it cannot be executed, or not any more.
    """
    if change_set.wanted is None:
        state = f"status of [{change_set.status}]"
    elif change_set.execution_status != "AVAILABLE":
        state = f"execution status of [{change_set.execution_status}]"
    else:
        return change_set.wanted
    raise AwsError(
        "InvalidChangeSetStatus",
        f"ChangeSet [{change_set.id}] cannot be executed in its current {state}",
    )
