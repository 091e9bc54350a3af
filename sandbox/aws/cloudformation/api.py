"""CloudFormation's API: each operation, from its input to its output.

Operations that are not here are refused. Names and shapes are those of botocore's model.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.cloudformation.change_set_api import ChangeSetApi
from sandbox.aws.cloudformation.change_sets import ChangeSets
from sandbox.aws.cloudformation.describing import Describing
from sandbox.aws.cloudformation.requests import (
    manner_of,
    policy_in,
    require_supported,
    submitted_in,
)
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.shapes import present
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.submission import Submission
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.template_api import TemplateApi
from sandbox.aws.errors import NotSupported

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]


class CloudFormation:
    """The service, with the stacks of one account and region."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._stacks = Stacks(account)
        self._submission = Submission(self._stacks)
        change_sets = ChangeSets(self._stacks)
        self._operations: Mapping[str, Callable[[Input], Output]] = {
            "CreateStack": self._create_stack,
            "DeleteStack": self._delete_stack,
            "GetStackPolicy": self._get_stack_policy,
            "SetStackPolicy": self._set_stack_policy,
            "UpdateStack": self._update_stack,
            "UpdateTerminationProtection": self._update_termination_protection,
            **ChangeSetApi(account, self._stacks, change_sets).operations,
            **Describing(self._stacks).operations,
            **TemplateApi(account, self._stacks, change_sets).operations,
        }

    def answer(self, operation: str, asked: Input) -> Output:
        """Carry out an operation.

        Raises:
            AwsError: What CloudFormation would answer instead.
            NotSupported: An operation or a setting that the local AWS does not have.
        """
        if operation not in self._operations:
            raise NotSupported(f"cloudformation:{operation}")
        require_supported(operation, asked)
        return self._operations[operation](asked)

    def _create_stack(self, asked: Input) -> Output:
        stack = self._submission.create(
            asked["StackName"],
            submitted_in(asked, self._account),
            manner_of(asked),
            protected=bool(asked.get("EnableTerminationProtection")),
            policy=policy_in(asked),
        )
        return {"StackId": stack.id}

    def _update_stack(self, asked: Input) -> Output:
        submitted, manner = submitted_in(asked, self._account), manner_of(asked)
        stack = self._submission.update(asked["StackName"], submitted, manner, policy_in(asked))
        return {"StackId": stack.id}

    def _delete_stack(self, asked: Input) -> Output:
        self._stacks.delete(asked["StackName"], asked.get("RetainResources", ()), manner_of(asked))
        return {}

    def _set_stack_policy(self, asked: Input) -> Output:
        policy = policy_in(asked)
        if policy is None:
            raise invalid("You must specify either StackPolicyBody or StackPolicyURL")
        self._stacks.find(asked["StackName"]).policy = policy
        return {}

    def _get_stack_policy(self, asked: Input) -> Output:
        return present(StackPolicyBody=self._stacks.find(asked["StackName"]).policy)

    def _update_termination_protection(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        stack.termination_protected = asked["EnableTerminationProtection"]
        return {"StackId": stack.id}
