"""The names of resources: those of the template, and those that CloudFormation makes up."""

import secrets
import string

from sandbox.aws.cloudformation.properties import Properties
from sandbox.aws.cloudformation.resource_type import ResourceType
from sandbox.aws.cloudformation.stack import StackResource
from sandbox.aws.cloudformation.template import invalid

_ALPHABET = string.ascii_letters + string.digits
_RANDOM = 12


def name_for(
    stack: str,
    logical_id: str,
    kind: ResourceType,
    properties: Properties,
    replaced: StackResource | None,
) -> str:
    """The name of a resource that is about to be made.

    Args:
        stack: The stack's name.
        logical_id: The resource's name in the template.
        kind: Its type.
        properties: Its properties, which may name it.
        replaced: The resource that it takes the place of, which still exists.

    Raises:
        AwsError: `ValidationError`, when both would have one name.
    """
    given = properties.get(kind.named_by) if kind.named_by else None
    if given is None:
        return _generated(stack, logical_id, kind)
    if replaced and kind.named_by and replaced.properties.get(kind.named_by) == given:
        raise invalid(
            "CloudFormation cannot update a stack when a custom-named resource requires "
            f"replacing. Rename {given} and update the stack again."
        )
    return str(given)


def _generated(stack: str, logical_id: str, kind: ResourceType) -> str:
    suffix = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
    if kind.prefix is not None:
        return f"{kind.prefix}{logical_id}-{suffix}"
    ending = f"-{logical_id}-{suffix}"[-kind.longest_name :]
    full = f"{stack[: kind.longest_name - len(ending)]}{ending}"
    return full.lower() if kind.lower_case else full
