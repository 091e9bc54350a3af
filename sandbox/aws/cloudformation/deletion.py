"""Removing the resources of a stack."""

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.cloudformation import references
from sandbox.aws.cloudformation.handler_reads import read_as_handler
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.resource_types import RESOURCE_TYPES
from sandbox.aws.cloudformation.stack import Stack, StackResource, now
from sandbox.aws.errors import AwsError

# What services answer about what is not there: deleting it again is a success.
_GONE = {
    "404", "AWS.SimpleQueueService.NonExistentQueue", "NoSuchBucket", "NoSuchBucketPolicy",
    "NoSuchEntity", "NotFound", "NotFoundException", "ParameterNotFound", "QueueDoesNotExist",
    "RepositoryDoesNotExistException", "RepositoryNotFoundException", "ResourceNotFound",
    "ResourceNotFoundException",
}  # fmt: skip


def delete_stack(
    stack: Stack,
    account: Account,
    *,
    retained: frozenset[str] = frozenset(),
    reason: str = "User Initiated",
) -> None:
    """Remove what a stack has, last made first; what cannot be removed keeps the stack.

    Args:
        stack: The stack, whose status becomes `DELETE_COMPLETE` or `DELETE_FAILED`.
        account: Where it is.
        retained: The logical ids of resources to leave.
        reason: Why it is deleted.
    """
    stack.note("DELETE_IN_PROGRESS", reason)
    order = references.in_order(
        {name: resource.definition for name, resource in stack.resources.items()}
    )
    failed = []
    for name in reversed(order):
        resource = stack.resources[name]
        kept = name in retained
        if kept or delete_resource(stack, resource, account, policy="DeletionPolicy"):
            del stack.resources[name]
        else:
            failed.append(name)
    if failed:
        reason = f"The following resource(s) failed to delete: [{', '.join(failed)}]."
        stack.note("DELETE_FAILED", reason)
    else:
        stack.deleted = now()
        stack.note("DELETE_COMPLETE")


def delete_resource(
    stack: Stack,
    resource: StackResource,
    account: Account,
    *,
    policy: str,
    made_now: bool = False,
) -> bool:
    """Remove one resource, and write it down.

    Args:
        stack: The stack that it is of.
        resource: The resource.
        account: Where it is.
        policy: The attribute of the resource that may say to leave it.
        made_now: Whether the operation that is undone has made it: `RetainExceptOnCreate` does not
            keep it then.

    Returns:
        False when its service refused.
    """

    def note(status: str, reason: str | None = None) -> None:
        stack.note_resource(
            resource.logical_id,
            resource.type_name,
            status,
            physical_id=resource.made.physical_id,
            reason=reason,
        )

    keeping = {"Retain"} if made_now else {"Retain", "RetainExceptOnCreate"}
    if resource.definition.get(policy) in keeping:
        note("DELETE_SKIPPED")
        return True
    note("DELETE_IN_PROGRESS")
    try:
        read_as_handler(account, resource.type_name, "delete", resource.made)
        RESOURCE_TYPES[resource.type_name].delete(account, resource.made, resource.properties)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _GONE:
            note("DELETE_FAILED", str(error))
            return False
    except AwsError as error:
        note("DELETE_FAILED", error.message)
        return False
    except BotoCoreError as error:
        note("DELETE_FAILED", str(error))
        return False
    note("DELETE_COMPLETE")
    return True
