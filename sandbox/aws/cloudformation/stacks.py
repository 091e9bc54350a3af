"""The stacks of an account: found, made, changed and deleted."""

import re
import uuid
from collections.abc import Collection, Iterator
from functools import partial
from threading import RLock

from sandbox.aws.cloudformation.deletion import delete_stack
from sandbox.aws.cloudformation.deployment import Deployment
from sandbox.aws.cloudformation.manner import Manner
from sandbox.aws.cloudformation.nesting import Owner, current_owner, owned_by
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.stack import Stack
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Place, Wanted
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
        self.lock = RLock()
        """Held while it is decided whether a stack may be worked on."""

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
        repository = partial(self.account.client, "serverlessrepo")
        return Place(stack.name, stack.id, self.account.id, self.account.region, repository)

    def add(self, stack: Stack) -> None:
        """Keep a new stack."""
        self._stacks[stack.id] = stack

    def begin(self, stack: Stack, manner: Manner) -> None:
        """Take a stack to work on.

        Raises:
            AwsError: `ValidationError`, when something else works on it, it is in a state that
                only its deletion ends, or its service role cannot be assumed.
        """
        with self.lock:
            stack.require_idle("updated")
            self.account_of(stack, manner)
            creating = stack.status == "REVIEW_IN_PROGRESS"
            stack.revision += 1
            stack.manner, stack.role_arn = manner, manner.role_arn or stack.role_arn
            stack.note(f"{'CREATE' if creating else 'UPDATE'}_IN_PROGRESS", "User Initiated")

    def carry_out(self, stack: Stack, wanted: Wanted, manner: Manner) -> None:
        """Make a stack that was taken with `begin` what it is wanted to be."""
        outer = current_owner()
        with owned_by(Owner(stack.id, stack.root_id, wanted.capabilities, stack.role_arn)):
            failure = Deployment(stack, wanted, self.account_of(stack, manner)).run()
        if failure is not None and outer is not None:
            outer.failures[stack.id] = failure

    def account_of(self, stack: Stack, manner: Manner) -> Account:
        """The account as CloudFormation sees it for a stack: with its service role's rights.

        Raises:
            AwsError: `ValidationError`, when the role cannot be assumed.
        """
        role_arn = manner.role_arn or stack.role_arn
        return self.account.acting_as(role_arn) if role_arn else self.account

    def delete(self, name: str, retained: Collection[str], manner: Manner) -> None:
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
        with self.lock:
            stack.require_idle("deleted")
            account = self.account_of(stack, manner)
            stack.status, stack.manner = "DELETE_IN_PROGRESS", manner
            stack.revision += 1
        delete_stack(stack, account, retained=frozenset(retained))
