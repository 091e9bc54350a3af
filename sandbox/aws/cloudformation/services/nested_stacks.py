"""Stacks as resources of stacks: `AWS::Serverless::Application` becomes one too."""

from collections.abc import Mapping
from typing import Any, override

from botocore.exceptions import ClientError

from sandbox.aws.cloudformation.nesting import Owner, current_owner, restoring
from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    only,
)
from sandbox.aws.errors import AwsError

_NO_UPDATES = "No updates are to be performed."


class NestedStack(ResourceType):
    """`AWS::CloudFormation::Stack`, whose template is in S3."""

    name = "AWS::CloudFormation::Stack"
    supported = frozenset({"Parameters", "Tags", "TemplateURL"})
    looks_inside = True

    @override
    def gives(self, attribute: str) -> bool:
        """The nested stack's outputs, whichever it has."""
        return attribute.startswith("Outputs.")

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the stack; one that cannot be made is removed again."""
        client = account.client("cloudformation")
        stack_id: str = client.create_stack(StackName=name, **_settings(wanted))["StackId"]
        stack = _described(client, stack_id)
        if stack["StackStatus"] != "CREATE_COMPLETE":
            client.delete_stack(StackName=stack_id)
            raise _failed(f"{stack_id} was not successfully created: {_failure(stack_id)}")
        return _made(stack)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the stack, whose template may be another one under the same address."""
        return self._update(account, made.physical_id, **_settings(wanted))

    @override
    def restore(self, account: Account, made: Made, wanted: Properties, after: Properties) -> Made:
        """Give the stack the template that it had, whatever is under its address by now."""
        stack = _described(account.client("cloudformation"), made.physical_id)
        if stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE":
            return made  # It has put itself back.
        with restoring():
            return self._update(account, made.physical_id, UsePreviousTemplate=True)

    def _update(self, account: Account, stack_id: str, **settings: Any) -> Made:
        client = account.client("cloudformation")
        try:
            client.update_stack(StackName=stack_id, **settings)
        except ClientError as error:
            if error.response["Error"]["Message"] != _NO_UPDATES:
                raise
        stack = _described(client, stack_id)
        if stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise _failed(
                f"{stack_id} was not successfully updated. Currently in {stack['StackStatus']} "
                f"with reason: {_failure(stack_id)}"
            )
        return _made(stack)

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the stack and what it has."""
        client, stack_id = account.client("cloudformation"), made.physical_id
        client.delete_stack(StackName=stack_id)
        stack = _described(client, stack_id)
        if stack["StackStatus"] != "DELETE_COMPLETE":
            reason = stack.get("StackStatusReason", stack["StackStatus"])
            raise _failed(f"{stack_id} was not successfully deleted: {reason}")


def _settings(wanted: Properties) -> dict[str, Any]:
    parameters = wanted.get("Parameters", {})
    return {
        **only(wanted, "TemplateURL"),
        "Tags": wanted.get("Tags", []),
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": _text(value)}
            for key, value in parameters.items()
        ],
        "Capabilities": list(_owner().capabilities),
    }


def _text(value: Any) -> str:
    """A template may write numbers and truth values without quotes."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _described(client: Any, stack_id: str) -> dict[str, Any]:
    stack: dict[str, Any] = client.describe_stacks(StackName=stack_id)["Stacks"][0]
    return stack


def _made(stack: Mapping[str, Any]) -> Made:
    outputs = stack.get("Outputs", [])
    return Made(
        stack["StackId"], {f"Outputs.{one['OutputKey']}": one["OutputValue"] for one in outputs}
    )


def _owner() -> Owner:
    owner = current_owner()
    assert owner is not None, "only stacks have stacks"
    return owner


def _failure(stack_id: str) -> str:
    return _owner().failures.get(stack_id, "")


def _failed(what: str) -> AwsError:
    return AwsError("ResourceFailed", f"Embedded stack {what}")
