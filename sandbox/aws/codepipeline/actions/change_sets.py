"""The modes of CloudFormation's deploy action that are about change sets.

A change set without changes is a failed one at CloudFormation, and a success of both modes: so
pipelines of AWS CDK, which use them for every stack, pass over the stacks that stay as they are.
"""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.codepipeline.action_type import Done, Job
from sandbox.aws.codepipeline.actions.stacks import Stack
from sandbox.aws.codepipeline.actions.templates import submitted
from sandbox.aws.codepipeline.errors import ActionFailed

_UNCHANGED = ("didn't contain changes", "No updates are to be performed")
_SECONDS_BETWEEN_LOOKS = 0.05


def replace(job: Job, stack: Stack) -> Done:
    """Make a change set, in place of one of the same name.

    Raises:
        ActionFailed: CloudFormation could not make it.
    """
    name, wanted = job.configuration["ChangeSetName"], submitted(job)
    kind = "UPDATE" if stack.exists else "CREATE"
    if _described(stack, name) is not None:
        stack.client.delete_change_set(StackName=stack.name, ChangeSetName=name)
    policy = wanted.pop("StackPolicyBody", None)
    stack.client.create_change_set(
        StackName=stack.name, ChangeSetName=name, ChangeSetType=kind, **wanted
    )
    while (made := _require(stack, name))["Status"].endswith(("_IN_PROGRESS", "_PENDING")):
        job.wait_for(lambda: False, _SECONDS_BETWEEN_LOOKS)
    if made["Status"] == "FAILED" and not _is_empty(made):
        raise ActionFailed(
            f"Change set {name} of the stack {stack.name} could not be created: "
            f"{made.get('StatusReason')}",
            external_id=made["ChangeSetId"],
        )
    if policy is not None and kind == "UPDATE":
        stack.client.set_stack_policy(StackName=stack.name, StackPolicyBody=policy)
    said = "has no changes" if _is_empty(made) else "was created"
    return Done(
        summary=f"Change set {name} {said}.",
        external_id=made["ChangeSetId"],
        variables=stack.outputs,
    )


def execute(job: Job, stack: Stack) -> Done:
    """Execute a change set; one without changes is passed over.

    Raises:
        ActionFailed: There is none, or the stack was rolled back.
    """
    name = job.configuration["ChangeSetName"]
    found = _require(stack, name)
    if _is_empty(found):
        return stack.done(f"Change set {name} has no changes: nothing was executed.")
    stack.client.execute_change_set(StackName=stack.name, ChangeSetName=name)
    return stack.settled(f"Change set {name} was executed.")


def _is_empty(described: Mapping[str, Any]) -> bool:
    reason = described.get("StatusReason", "")
    return described["Status"] == "FAILED" and any(said in reason for said in _UNCHANGED)


def _require(stack: Stack, name: str) -> Mapping[str, Any]:
    found = _described(stack, name)
    if found is None:
        raise ActionFailed(
            f"Change set {name} of the stack {stack.name} does not exist", "ConfigurationError"
        )
    return found


def _described(stack: Stack, name: str) -> Mapping[str, Any] | None:
    try:
        found: Mapping[str, Any] = stack.client.describe_change_set(
            StackName=stack.name, ChangeSetName=name
        )
    except ClientError as error:
        said = error.response["Error"]
        if said["Code"] == "ChangeSetNotFound" or "does not exist" in said["Message"]:
            return None
        raise
    return found
