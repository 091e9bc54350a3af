"""The stacks of an account: found, made, changed and deleted."""

import re
import uuid
from collections.abc import Collection, Iterator
from functools import partial
from threading import RLock

from sandbox.aws.cloudformation import capabilities
from sandbox.aws.cloudformation.changes import find_changes
from sandbox.aws.cloudformation.deletion import delete_stack
from sandbox.aws.cloudformation.deployment import Deployment
from sandbox.aws.cloudformation.manner import Manner
from sandbox.aws.cloudformation.nesting import Owner, current_owner, is_restoring, owned_by
from sandbox.aws.cloudformation.outputs import outputs_of
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.sam_transform import TransformFailed
from sandbox.aws.cloudformation.stack import Deployed, Output, Stack, attribute_of
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

    def create(
        self,
        name: str,
        submitted: Submitted,
        manner: Manner,
        *,
        protected: bool = False,
        policy: str | None = None,
    ) -> Stack:
        """Create a stack without a change set.

        Args:
            name: The stack's name.
            submitted: What it is to be.
            manner: How it is to be made.
            protected: Whether it cannot be deleted until that is changed.
            policy: What later updates may do to its resources.

        Raises:
            AwsError: `AlreadyExistsException`, `ValidationError`, or
                `InsufficientCapabilitiesException`.
        """
        owner = current_owner()
        stack = Stack(
            name,
            self.new_id(name),
            "REVIEW_IN_PROGRESS",
            termination_protected=protected,
            policy=policy,
            owner=owner,
            role_arn=owner.role_arn if owner else None,
        )
        wanted = self._prepared(stack, submitted)
        with self.lock:
            if any(one.name == name and one.status != "DELETE_COMPLETE" for one in self):
                raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists")
            self.begin(stack, manner)
            self.add(stack)
        self.carry_out(stack, wanted, manner)
        return stack

    def update(
        self, name: str, submitted: Submitted, manner: Manner, policy: str | None = None
    ) -> Stack:
        """Change a stack without a change set.

        Args:
            name: The stack's name.
            submitted: What it is to be.
            manner: How it is to be changed.
            policy: The stack's new policy, which this update has to obey already.

        Raises:
            AwsError: `ValidationError`, also when nothing changes, or
                `InsufficientCapabilitiesException`.
        """
        stack = self.find(name)
        if stack.status == "REVIEW_IN_PROGRESS":
            raise invalid(f"Stack [{name}] does not exist")
        stack.require_idle("updated")
        if is_restoring() and stack.deployed_before:
            submitted = _again(stack.deployed_before)
        wanted = self._prepared(stack, submitted)
        if is_unchanged(stack, wanted):
            raise invalid("No updates are to be performed.")
        self.begin(stack, manner)
        stack.policy = policy or stack.policy
        self.carry_out(stack, wanted, manner)
        return stack

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

    def _prepared(self, stack: Stack, submitted: Submitted) -> Wanted:
        try:
            wanted = prepare(submitted, stack.deployed, self.place(stack))
        except TransformFailed as error:
            raise invalid(str(error)) from error
        if wanted.uses_macros:
            # Not needed for change sets, which show what the macro made.
            capabilities.require(["CAPABILITY_AUTO_EXPAND"], submitted.capabilities)
        return wanted


def _again(before: Deployed) -> Submitted:
    given = [
        {"ParameterKey": key, "ParameterValue": value} for key, value in before.parameters.items()
    ]
    return Submitted(before.text, given, before.tags, before.capabilities)


def is_unchanged(stack: Stack, wanted: Wanted) -> bool:
    """Whether CloudFormation would see nothing to do."""
    return (
        not find_changes(stack, wanted)
        and dict(stack.deployed.tags) == dict(wanted.tags)
        and _outputs(stack, wanted) == list(stack.deployed.outputs)
    )


def _outputs(stack: Stack, wanted: Wanted) -> list[Output]:
    """What the outputs become when no resource changes."""
    made = stack.resources
    scope = wanted.scope(
        lambda name: made[name].made.physical_id, lambda name, key: attribute_of(made[name], key)
    )
    return outputs_of(wanted.chosen, scope)
