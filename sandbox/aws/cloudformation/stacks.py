"""The stacks of an account: found, made, changed and deleted."""

import re
import uuid
from collections.abc import Collection, Iterator
from threading import Lock

from sandbox.aws.cloudformation import capabilities
from sandbox.aws.cloudformation.changes import find_changes
from sandbox.aws.cloudformation.deletion import delete_stack
from sandbox.aws.cloudformation.deployment import Deployment
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.sam_transform import TransformFailed
from sandbox.aws.cloudformation.stack import Stack
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Place, Submitted, Wanted, prepare
from sandbox.aws.errors import AwsError

_NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9]{0,127}")


class Stacks:
    """Every stack, deleted ones included.

    The work on a stack is done when the call that starts it returns. At AWS it goes on afterwards;
    a caller that waits for the stack's status, as every one must, sees no difference.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self._stacks: dict[str, Stack] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[Stack]:
        return iter(list(self._stacks.values()))

    def find(self, name_or_id: str) -> Stack:
        """A stack that exists by its name, or any by its id.

        Raises:
            AwsError: `ValidationError`.
        """
        if name_or_id in self._stacks:
            return self._stacks[name_or_id]
        for stack in self:
            if stack.name == name_or_id and stack.status != "DELETE_COMPLETE":
                return stack
        raise invalid(f"Stack with id {name_or_id} does not exist")

    def exists(self, name: str) -> bool:
        """Whether there is a stack of a name that is more than a change set's placeholder."""
        return any(
            stack.name == name and stack.status not in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS")
            for stack in self
        )

    def new_id(self, name: str) -> str:
        """An ARN for a stack to be.

        Raises:
            AwsError: `ValidationError`, when no stack can have the name.
        """
        if not _NAME.fullmatch(name):
            raise invalid(
                f"1 validation error detected: Value '{name}' at 'stackName' failed to satisfy "
                "constraint: Member must satisfy regular expression pattern: "
                "[a-zA-Z][-a-zA-Z0-9]*"
            )
        prefix = f"arn:aws:cloudformation:{self.account.region}:{self.account.id}"
        return f"{prefix}:stack/{name}/{uuid.uuid4()}"

    def place(self, stack: Stack) -> Place:
        """Where a stack is."""
        return Place(stack.name, stack.id, self.account.id, self.account.region)

    def add(self, stack: Stack) -> None:
        """Keep a new stack."""
        self._stacks[stack.id] = stack

    def create(self, name: str, submitted: Submitted, *, protected: bool = False) -> Stack:
        """Create a stack without a change set.

        Args:
            name: The stack's name.
            submitted: What it is to be.
            protected: Whether it cannot be deleted until that is changed.

        Raises:
            AwsError: `AlreadyExistsException`, `ValidationError`, or
                `InsufficientCapabilitiesException`.
        """
        if any(stack.name == name and stack.status != "DELETE_COMPLETE" for stack in self):
            raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists")
        stack = Stack(
            name, self.new_id(name), "CREATE_IN_PROGRESS", termination_protected=protected
        )
        wanted = self._prepared(stack, submitted)
        self.add(stack)
        stack.note("CREATE_IN_PROGRESS", "User Initiated")
        Deployment(stack, wanted, self.account).run()
        return stack

    def update(self, name: str, submitted: Submitted) -> Stack:
        """Change a stack without a change set.

        Raises:
            AwsError: `ValidationError`, also when nothing changes, or
                `InsufficientCapabilitiesException`.
        """
        stack = self.find(name)
        if stack.status == "REVIEW_IN_PROGRESS":
            raise invalid(f"Stack [{name}] does not exist")
        wanted = self._prepared(stack, submitted)
        if is_unchanged(stack, wanted):
            raise invalid("No updates are to be performed.")
        self.deploy(stack, wanted)
        return stack

    def deploy(self, stack: Stack, wanted: Wanted) -> None:
        """Make a stack what it is wanted to be.

        Raises:
            AwsError: `ValidationError`, when something else works on the stack.
        """
        with self._lock:
            stack.require_idle("updated")
            creating = stack.status == "REVIEW_IN_PROGRESS"
            stack.note(f"{'CREATE' if creating else 'UPDATE'}_IN_PROGRESS", "User Initiated")
        Deployment(stack, wanted, self.account).run()

    def delete(self, name: str, retained: Collection[str]) -> None:
        """Delete a stack; one that does not exist is deleted already.

        Raises:
            AwsError: `ValidationError`, when it is protected or something else works on it.
        """
        try:
            stack = self.find(name)
        except AwsError:
            return
        if stack.status == "DELETE_COMPLETE":
            return
        if stack.termination_protected:
            raise invalid(
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        if retained and stack.status != "DELETE_FAILED":
            raise invalid(
                f"Invalid operation on stack [{stack.id}]. When you delete a stack, specify which "
                "resources to retain only when the stack is in the DELETE_FAILED state."
            )
        with self._lock:
            stack.require_idle("deleted")
            stack.status = "DELETE_IN_PROGRESS"
        delete_stack(stack, self.account, retained=frozenset(retained))

    def _prepared(self, stack: Stack, submitted: Submitted) -> Wanted:
        try:
            wanted = prepare(submitted, stack.deployed, self.place(stack))
        except TransformFailed as error:
            raise invalid(str(error)) from error
        if wanted.uses_macros:
            # Not needed for change sets, which show what the macro made.
            capabilities.require(["CAPABILITY_AUTO_EXPAND"], submitted.capabilities)
        return wanted


def is_unchanged(stack: Stack, wanted: Wanted) -> bool:
    """Whether CloudFormation would see nothing to do."""
    return (
        not find_changes(stack, wanted)
        and dict(stack.deployed.tags) == dict(wanted.tags)
        and stack.deployed.processed.get("Outputs") == wanted.processed.get("Outputs")
    )
