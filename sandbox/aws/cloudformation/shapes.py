"""What CloudFormation says of stacks, in the shapes of its API."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.aws.cloudformation.parameters import is_secret
from sandbox.aws.cloudformation.stack import Deployed, Event, Stack, StackResource

type Shape = dict[str, Any]


def stack(one: Stack) -> Shape:
    """A `Stack`."""
    deployed = one.deployed
    return present(
        StackId=one.id,
        StackName=one.name,
        ChangeSetId=one.change_set_id,
        Description=deployed.processed.get("Description"),
        Parameters=parameters(deployed),
        CreationTime=one.created,
        LastUpdatedTime=one.updated,
        DeletionTime=one.deleted,
        StackStatus=one.status,
        StackStatusReason=one.reason,
        DisableRollback=one.manner.on_failure == "DO_NOTHING",
        RoleARN=one.role_arn,
        ParentId=one.owner.stack_id if one.owner else None,
        RootId=one.root_id if one.owner else None,
        EnableTerminationProtection=one.termination_protected,
        NotificationARNs=[],
        Capabilities=list(deployed.capabilities),
        Outputs=[
            present(OutputKey=out.key, OutputValue=out.value, Description=out.description)
            for out in deployed.outputs
        ]
        or None,
        Tags=tags(deployed.tags),
        DriftInformation={"StackDriftStatus": "NOT_CHECKED"},
    )


def stack_summary(one: Stack) -> Shape:
    """A `StackSummary`."""
    keys = (
        "StackId", "StackName", "CreationTime", "LastUpdatedTime", "DeletionTime", "StackStatus",
        "StackStatusReason", "DriftInformation",
    )  # fmt: skip
    shape = stack(one)
    return {
        **{key: shape[key] for key in keys if key in shape},
        **present(TemplateDescription=shape.get("Description")),
    }


def event(of: Stack, one: Event) -> Shape:
    """A `StackEvent`."""
    return present(
        StackId=of.id,
        StackName=of.name,
        EventId=one.id,
        LogicalResourceId=one.logical_id,
        PhysicalResourceId=one.physical_id,
        ResourceType=one.type_name,
        Timestamp=one.time,
        ResourceStatus=one.status,
        ResourceStatusReason=one.reason,
        ClientRequestToken=one.token,
    )


def resource(of: Stack, one: StackResource) -> Shape:
    """A `StackResource`, with the members of its summary and its detail."""
    last = next((note for note in reversed(of.events) if note.logical_id == one.logical_id), None)
    time = last.time if last else of.created
    return present(
        StackId=of.id,
        StackName=of.name,
        LogicalResourceId=one.logical_id,
        PhysicalResourceId=one.made.physical_id,
        ResourceType=one.type_name,
        ResourceStatus=last.status if last else "CREATE_COMPLETE",
        ResourceStatusReason=last.reason if last else None,
        Timestamp=time,
        LastUpdatedTimestamp=time,
        Metadata=json.dumps(one.definition["Metadata"]) if "Metadata" in one.definition else None,
        DriftInformation={"StackResourceDriftStatus": "NOT_CHECKED"},
    )


def parameters(deployed: Deployed) -> list[Shape]:
    """The `Parameter`s of a stack or a change set."""
    declared = deployed.processed.get("Parameters") or {}
    return [
        {
            "ParameterKey": name,
            "ParameterValue": "****" if is_secret(declared.get(name, {})) else value,
        }
        for name, value in deployed.parameters.items()
    ]


def tags(given: Mapping[str, str]) -> list[Shape]:
    """The `Tag`s of a stack or a change set."""
    return [{"Key": key, "Value": value} for key, value in given.items()]


def present(**members: Any) -> Shape:
    """A shape without the members that are None."""
    return {name: value for name, value in members.items() if value is not None}
