"""Stacks of CloudFormation: how they are, why they failed, and their protection."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tagboat.core.meta_pipeline.failed_events import StackEvent
from tagboat.core.meta_pipeline.stack_state import StackState
from tagboat.meta_pipeline.aws.errors import code_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_cloudformation import CloudFormationClient


class Stacks:
    """The stacks of the client's account and region."""

    def __init__(self, client: "Callable[[], CloudFormationClient]") -> None:
        """Keep what makes the client when it is first needed."""
        self._client = client

    def find(self, name: str) -> StackState | None:
        """How a stack is, by its name or id; None if there is none of that name.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        with translated("CloudFormation"):
            try:
                answer = self._client().describe_stacks(StackName=name)
            except ClientError as error:
                # It has no code of its own: "DescribeStacks" in the API Reference.
                if code_of(error) == "ValidationError" and "does not exist" in str(error):
                    return None
                raise
        (found,) = answer["Stacks"]
        return StackState(
            name=found["StackName"],
            id=found.get("StackId", ""),
            status=found["StackStatus"],
            reason=found.get("StackStatusReason", ""),
            tags={tag["Key"]: tag["Value"] for tag in found.get("Tags", ())},
            parent=found.get("ParentId", ""),
            protected=found.get("EnableTerminationProtection", False),
        )

    def events(self, stack: str, token: str) -> list[StackEvent]:
        """The events of one update of a stack, the oldest first.

        Args:
            stack: The stack's id.
            token: The client's token of the request that began the update.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        pages = self._client().get_paginator("describe_stack_events")
        with translated("CloudFormation"):
            found = [
                StackEvent(
                    logical_id=event.get("LogicalResourceId", ""),
                    type=event.get("ResourceType", ""),
                    status=event.get("ResourceStatus", ""),
                    reason=event.get("ResourceStatusReason", ""),
                    is_of_stack=event.get("PhysicalResourceId") == event["StackId"],
                )
                for page in pages.paginate(StackName=stack)
                for event in page["StackEvents"]
                if event.get("ClientRequestToken") == token
            ]
        return found[::-1]

    def protect(self, stack: str) -> None:
        """Protect a stack from deletion.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        with translated("CloudFormation"):
            self._client().update_termination_protection(
                StackName=stack, EnableTerminationProtection=True
            )
