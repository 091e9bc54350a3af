"""The properties of a resource with every function carried out."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.cloudformation.intrinsics import Scope, resolve
from sandbox.aws.cloudformation.resource_types import RESOURCE_TYPES
from sandbox.aws.cloudformation.schemas import convert, takes_tags_as_map

type Properties = dict[str, Any]


class NotMadeYet(Exception):
    """A function names a resource that does not exist yet, or not any more."""


def resolved(definition: Mapping[str, Any], scope: Scope, tags: Mapping[str, str]) -> Properties:
    """What the resource is to be made with.

    Args:
        definition: The resource in the template.
        scope: What its functions can name.
        tags: The stack's tags, which its resources get too.

    Raises:
        NotMadeYet: A function names a resource that does not exist.
        AwsError: `ValidationError`, when a function cannot be carried out.
    """
    properties = resolve(definition.get("Properties") or {}, scope)
    return convert(definition["Type"], _tagged(definition["Type"], properties, tags))


def known(
    definition: Mapping[str, Any], scope: Scope, tags: Mapping[str, str]
) -> tuple[Properties, set[str]]:
    """What is known of the properties before the stack is changed, and the names of the others."""
    properties, unknown = {}, set()
    for name, value in (definition.get("Properties") or {}).items():
        try:
            properties[name] = resolve(value, scope)
        except NotMadeYet:
            unknown.add(name)
    if "Tags" not in unknown:
        properties = _tagged(definition["Type"], properties, tags)
    return convert(definition["Type"], properties), unknown


def _tagged(type_name: str, properties: Properties, tags: Mapping[str, str]) -> Properties:
    if not tags or "Tags" not in RESOURCE_TYPES[type_name].supported:
        return properties
    own = properties.get("Tags", [])
    if takes_tags_as_map(type_name):
        return {**properties, "Tags": {**tags, **(own or {})}}
    taken = {tag["Key"] for tag in own}
    inherited = [{"Key": key, "Value": tags[key]} for key in tags if key not in taken]
    return {**properties, "Tags": [*own, *inherited]}
