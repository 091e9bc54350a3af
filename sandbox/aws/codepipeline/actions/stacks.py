"""A stack, as the deploy action of CloudFormation sees and changes it."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.codepipeline.action_type import Done, Job
from sandbox.aws.codepipeline.errors import ActionFailed

_NO_UPDATES = "No updates are to be performed"
_SECONDS_BETWEEN_LOOKS = 0.05
_SUCCEEDED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE")


class Stack:
    """One stack, with the rights of the role that the action runs as."""

    def __init__(self, job: Job, name: str) -> None:
        self._job, self.name = job, name
        self.client = job.role.client("cloudformation")

    @property
    def described(self) -> Mapping[str, Any] | None:
        """The stack as CloudFormation describes it; None when there is none."""
        try:
            found: Mapping[str, Any] = self.client.describe_stacks(StackName=self.name)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return None
            raise
        return found

    @property
    def status(self) -> str:
        """Its status; empty when there is no stack."""
        found = self.described
        return "" if found is None else str(found["StackStatus"])

    @property
    def exists(self) -> bool:
        """Whether it is there. One that only a change set was made for is not."""
        return self.status not in ("", "REVIEW_IN_PROGRESS")

    @property
    def outputs(self) -> dict[str, str]:
        """Its outputs."""
        listed = (self.described or {}).get("Outputs", [])
        return {one["OutputKey"]: one["OutputValue"] for one in listed}

    def outputs_as_json(self) -> bytes:
        """What OutputFileName holds."""
        return json.dumps(self.outputs).encode()

    def create(self, wanted: Mapping[str, Any]) -> Done:
        """Make the stack.

        Raises:
            ActionFailed: It was rolled back.
        """
        self.client.create_stack(StackName=self.name, **wanted)
        return self.settled(f"Stack {self.name} was created.")

    def update(self, wanted: Mapping[str, Any]) -> Done:
        """Change the stack. That there is nothing to change is a success.

        Raises:
            ActionFailed: It was rolled back.
        """
        try:
            self.client.update_stack(StackName=self.name, **wanted)
        except ClientError as error:
            if _NO_UPDATES not in error.response["Error"]["Message"]:
                raise
            return self.done(f"Stack {self.name} is up to date: {_NO_UPDATES.lower()}.")
        return self.settled(f"Stack {self.name} was updated.")

    def delete(self, **more: str) -> None:
        """Remove the stack.

        Raises:
            ActionFailed: It is still there.
        """
        self.client.delete_stack(StackName=self.name, **more)
        self._wait()
        if self.status not in ("", "DELETE_COMPLETE"):
            raise self._failure()

    def settled(self, summary: str) -> Done:
        """Wait until the stack is as it is to be.

        Raises:
            ActionFailed: It is not: CloudFormation's reason is in the message.
        """
        self._wait()
        if self.status not in _SUCCEEDED:
            raise self._failure()
        return self.done(summary)

    def done(self, summary: str) -> Done:
        """Success, with the stack's outputs as variables."""
        found = self.described
        return Done(
            summary=summary,
            external_id=None if found is None else found["StackId"],
            variables=self.outputs,
        )

    def _wait(self) -> None:
        while self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS":
            # The sandbox's own CloudFormation is done by now; another one may not be.
            self._job.wait_for(lambda: False, _SECONDS_BETWEEN_LOOKS)

    def _failure(self) -> ActionFailed:
        """What to say, with the first resource that failed if the role may look.

        "To construct an error message, CodePipeline calls DescribeStackEvents. [Without the
        permission] it will show a generic error message instead."
        """
        found = self.described or {}
        message = f"Stack {self.name} is in the state {found.get('StackStatus')}."
        if reason := self._first_reason(found.get("StackId", self.name)):
            message = f"{message} {reason}"
        return ActionFailed(message, external_id=found.get("StackId"))

    def _first_reason(self, stack_id: str) -> str | None:
        try:
            events = self.client.describe_stack_events(StackName=stack_id)["StackEvents"]
        except ClientError:
            return None
        newest_first = _latest_operation(events, self.name)
        failed = [one for one in newest_first if one["ResourceStatus"].endswith("_FAILED")]
        if not failed:
            return None
        first = failed[-1]
        return (
            f"Resource {first['LogicalResourceId']} ({first['ResourceType']}): "
            f"{first.get('ResourceStatusReason', first['ResourceStatus'])}"
        )


def _latest_operation(events: list[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """The events since the stack last began to change, newest first as they are given."""
    begun = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
    for index, event in enumerate(events):
        if event["LogicalResourceId"] == name and event["ResourceStatus"] in begun:
            return events[: index + 1]
    return events
