"""Change sets of CloudFormation: making, reading and executing them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from msgspec import Struct

from tagboat.core.meta_pipeline.plan import change_set_name
from tagboat.core.meta_pipeline.resource_change import ResourceChange, resource_change
from tagboat.meta_pipeline.aws.errors import code_of, translated

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.literals import CapabilityType

PREFIX = change_set_name("")
"""What the names of the change sets begin with."""
# CloudFormation has no code for it. AWS CLI's `deploy` looks for the same two texts.
_EMPTY = ("The submitted information didn't contain changes", "No updates are to be performed")
_CAPABILITIES: "Sequence[CapabilityType]" = (
    "CAPABILITY_IAM",
    "CAPABILITY_NAMED_IAM",
    "CAPABILITY_AUTO_EXPAND",
)


class Wanted(Struct, frozen=True, kw_only=True):
    """What a change set is made of."""

    stack: str
    name: str
    url: str
    """Where its template is."""
    parameters: Mapping[str, str]
    tags: Mapping[str, str]
    role: str
    """The role by which CloudFormation makes the changes."""
    is_new: bool
    """Whether the stack is still to be created."""


class ChangeSet(Struct, frozen=True, kw_only=True):
    """A change set that there is."""

    arn: str
    stack: str
    """The stack's name."""
    stack_id: str
    status: str
    execution_status: str
    reason: str
    changes: tuple[ResourceChange, ...]

    @property
    def is_pending(self) -> bool:
        """Whether CloudFormation still makes it."""
        return self.status in ("CREATE_PENDING", "CREATE_IN_PROGRESS")

    @property
    def is_empty(self) -> bool:
        """Whether the stack is already as the template says."""
        return self.status == "FAILED" and any(text in self.reason for text in _EMPTY)

    @property
    def is_ready(self) -> bool:
        """Whether it can be executed."""
        return self.status == "CREATE_COMPLETE" and self.execution_status == "AVAILABLE"

    @property
    def is_executed(self) -> bool:
        """Whether its execution was begun already."""
        return self.execution_status.startswith("EXECUTE_")


class ChangeSets:
    """The change sets of the client's account and region."""

    def __init__(self, client: "Callable[[], CloudFormationClient]") -> None:
        """Keep what makes the client when it is first needed."""
        self._client = client

    def replace(self, wanted: Wanted) -> None:
        """Make a change set, in place of all that were left over by earlier executions.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        client = self._client()
        with translated("CloudFormation"):
            for name in self._left_over(wanted.stack):
                client.delete_change_set(StackName=wanted.stack, ChangeSetName=name)
            client.create_change_set(
                StackName=wanted.stack,
                ChangeSetName=wanted.name,
                ChangeSetType="CREATE" if wanted.is_new else "UPDATE",
                TemplateURL=wanted.url,
                RoleARN=wanted.role,
                Capabilities=_CAPABILITIES,
                Parameters=[
                    {"ParameterKey": name, "ParameterValue": value}
                    for name, value in wanted.parameters.items()
                ],
                Tags=[{"Key": key, "Value": value} for key, value in wanted.tags.items()],
            )

    def describe(self, name: str, stack: str) -> ChangeSet | None:
        """A change set with all of its changes; None if there is none.

        Args:
            name: Its ARN, or its name.
            stack: Its stack's name.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        asked: dict[str, Any] = {"ChangeSetName": name, "StackName": stack}
        changes: list[ResourceChange] = []
        with translated("CloudFormation"):
            while True:
                try:
                    answer = self._client().describe_change_set(**asked)
                except ClientError as error:
                    if _is_missing(error):
                        return None
                    raise
                changes += [
                    resource_change(change["ResourceChange"])
                    for change in answer.get("Changes", ())
                    if "ResourceChange" in change
                ]
                if not answer.get("NextToken"):
                    break
                asked["NextToken"] = answer["NextToken"]
        return ChangeSet(
            arn=answer["ChangeSetId"],
            stack=answer["StackName"],
            stack_id=answer["StackId"],
            status=answer["Status"],
            execution_status=answer.get("ExecutionStatus", ""),
            reason=answer.get("StatusReason", ""),
            changes=tuple(changes),
        )

    def execute(self, arn: str, stack: str, token: str) -> None:
        """Begin to make the changes.

        Args:
            arn: The change set's.
            stack: Its stack's name.
            token: The same for requests that mean the same update; the update's events have it.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        with translated("CloudFormation"):
            self._client().execute_change_set(
                ChangeSetName=arn, StackName=stack, ClientRequestToken=token
            )

    def delete(self, arn: str, stack: str) -> None:
        """Take a change set away that was not executed.

        Raises:
            TagboatError: CloudFormation does not answer, or refuses.
        """
        with translated("CloudFormation"):
            self._client().delete_change_set(ChangeSetName=arn, StackName=stack)

    def _left_over(self, stack: str) -> list[str]:
        pages = self._client().get_paginator("list_change_sets")
        try:
            return [
                found["ChangeSetName"]
                for page in pages.paginate(StackName=stack)
                for found in page["Summaries"]
                if found["ChangeSetName"].startswith(PREFIX)
            ]
        except ClientError as error:
            if _is_missing(error):
                return []
            raise


def _is_missing(error: ClientError) -> bool:
    """Whether the change set does not exist, or the stack, for which there is no code."""
    if code_of(error) == "ChangeSetNotFound":
        return True
    return code_of(error) == "ValidationError" and "does not exist" in str(error)
