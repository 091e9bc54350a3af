"""Stacks that are made and changed without a change set."""

from sandbox.aws.cloudformation import capabilities
from sandbox.aws.cloudformation.changes import find_changes
from sandbox.aws.cloudformation.manner import Manner
from sandbox.aws.cloudformation.nesting import current_owner, is_restoring
from sandbox.aws.cloudformation.outputs import outputs_of
from sandbox.aws.cloudformation.sam_transform import TransformFailed
from sandbox.aws.cloudformation.stack import Deployed, Output, Stack, attribute_of
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Submitted, Wanted, prepare
from sandbox.aws.errors import AwsError


class Submission:
    """Templates that go straight into stacks."""

    def __init__(self, stacks: Stacks) -> None:
        self._stacks = stacks

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
            self._stacks.new_id(name),
            "REVIEW_IN_PROGRESS",
            termination_protected=protected,
            policy=policy,
            owner=owner,
            role_arn=owner.role_arn if owner else None,
        )
        wanted = self._prepared(stack, submitted)
        with self._stacks.lock:
            if any(one.name == name and one.status != "DELETE_COMPLETE" for one in self._stacks):
                raise AwsError("AlreadyExistsException", f"Stack [{name}] already exists")
            self._stacks.begin(stack, manner)
            self._stacks.add(stack)
        self._stacks.carry_out(stack, wanted, manner)
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
        stack = self._stacks.find(name)
        if stack.status == "REVIEW_IN_PROGRESS":
            raise invalid(f"Stack [{name}] does not exist")
        stack.require_idle("updated")
        if is_restoring() and stack.deployed_before:
            submitted = _again(stack.deployed_before)
        wanted = self._prepared(stack, submitted)
        if is_unchanged(stack, wanted):
            raise invalid("No updates are to be performed.")
        self._stacks.begin(stack, manner)
        stack.policy = policy or stack.policy
        self._stacks.carry_out(stack, wanted, manner)
        return stack

    def _prepared(self, stack: Stack, submitted: Submitted) -> Wanted:
        try:
            wanted = prepare(submitted, stack.deployed, self._stacks.place(stack))
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
