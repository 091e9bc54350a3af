"""What CloudFormation says of change sets, in the shapes of its API."""

from sandbox.aws.cloudformation.change import Change, Detail
from sandbox.aws.cloudformation.change_set import ChangeSet
from sandbox.aws.cloudformation.shapes import Shape, parameters, present, tags
from sandbox.aws.cloudformation.stack import Deployed


def change_set(one: ChangeSet) -> Shape:
    """What `DescribeChangeSet` answers, but for the changes."""
    wanted = one.wanted
    deployed = Deployed()
    if wanted is not None:
        deployed = Deployed(processed=wanted.processed, parameters=wanted.parameters)
    return {
        **change_set_summary(one),
        "Parameters": parameters(deployed),
        "Tags": tags(wanted.tags) if wanted else [],
        "Capabilities": list(wanted.capabilities) if wanted else [],
        "NotificationARNs": [],
        **present(OnStackFailure=one.on_stack_failure),
    }


def change_set_summary(one: ChangeSet) -> Shape:
    """A `ChangeSetSummary`."""
    return present(
        StackId=one.stack.id,
        StackName=one.stack.name,
        ChangeSetId=one.id,
        ChangeSetName=one.name,
        Description=one.description,
        CreationTime=one.created,
        ExecutionStatus=one.execution_status,
        Status=one.status,
        StatusReason=one.reason,
        IncludeNestedStacks=False,
    )


def change(one: Change) -> Shape:
    """A `Change`."""
    return {
        "Type": "Resource",
        "ResourceChange": present(
            PolicyAction=one.policy_action,
            Action=one.action,
            LogicalResourceId=one.logical_id,
            PhysicalResourceId=one.physical_id,
            ResourceType=one.type_name,
            Replacement=one.replacement,
            Scope=one.scope,
            Details=[_detail(detail) for detail in one.details],
        ),
    }


def _detail(one: Detail) -> Shape:
    return present(
        Target=present(Attribute=one.attribute, Name=one.name, RequiresRecreation=one.recreation),
        Evaluation=one.cause.evaluation,
        ChangeSource=one.cause.source,
        CausingEntity=one.cause.entity,
    )
