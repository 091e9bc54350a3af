"""Why a resource would be modified: the details of a change set.

Source: CloudFormation API Reference, `ResourceChangeDetail`, and the User Guide, "Example change
sets for CloudFormation stacks".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.cloudformation.change import Cause, Detail
from sandbox.aws.cloudformation.intrinsics import Scope
from sandbox.aws.cloudformation.properties import known
from sandbox.aws.cloudformation.references import uses_in
from sandbox.aws.cloudformation.replacement import UNKNOWN, recreation
from sandbox.aws.cloudformation.stack import StackResource

_NESTED_STACK = "AWS::CloudFormation::Stack"
_ATTRIBUTES = ("Metadata", "DeletionPolicy", "UpdateReplacePolicy")
_DIRECT = "DirectModification"


@dataclass(frozen=True)
class Known:
    """What is known when a resource is compared: that before it in the order is compared."""

    scope: Scope
    tags: Mapping[str, str]
    """The stack's tags as they will be."""
    tags_before: Mapping[str, str]
    parameters: frozenset[str]
    """The parameters whose values change."""
    fates: dict[str, str] = field(default_factory=dict)
    """What happens to resources: `new` physical ids, `maybe` new ones, or `modified` in place."""


def details_of(before: StackResource, definition: Mapping[str, Any], seen: Known) -> list[Detail]:
    """Every reason to modify a resource.

    Args:
        before: The resource as it is.
        definition: The resource in the new template.
        seen: What is known of the rest of the stack.
    """
    details = [*_of_properties(before, definition, seen)]
    if not details and before.type_name == _NESTED_STACK:
        # Its template may have changed, and CloudFormation does not look.
        details.append(Detail("Properties", Cause("Automatic", "Dynamic")))
    modified = (
        attribute
        for attribute in _ATTRIBUTES
        if before.definition.get(attribute) != definition.get(attribute)
    )
    return [*details, *(Detail(attribute, Cause(_DIRECT)) for attribute in modified)]


def _of_properties(
    before: StackResource, definition: Mapping[str, Any], seen: Known
) -> Iterator[Detail]:
    after, unknown = known(definition, seen.scope, seen.tags)
    written: Mapping[str, Any] = definition.get("Properties") or {}
    for name in sorted(before.properties.keys() | after.keys() | unknown):
        differs = name in unknown or before.properties.get(name) != after.get(name)
        if differs and name == "Tags" and seen.tags != seen.tags_before:
            yield Detail("Tags", Cause(_DIRECT))
            differs = _own_tags(before.definition) != written.get("Tags")
        value = UNKNOWN if name in unknown or not differs else after.get(name)
        needs = recreation(before.type_name, name, before.properties.get(name), value)
        for cause in _causes(written.get(name), seen, differs=differs):
            yield Detail("Properties", cause, name, needs)


def _causes(value: Any, seen: Known, *, differs: bool) -> list[Cause]:
    """What changes a property.

    A value that follows from something else is told twice, as CloudFormation does: it cannot say
    whether it was also modified directly.
    """
    found = list(dict.fromkeys(_followed(value, seen)))
    if not differs:
        return [cause for cause in found if cause.evaluation == "Dynamic"]
    follows = any(cause.evaluation == "Static" for cause in found)
    return [Cause(_DIRECT, "Dynamic" if follows else "Static"), *found]


def _followed(value: Any, seen: Known) -> Iterator[Cause]:
    for name, attribute in uses_in(value):
        fate = seen.fates.get(name)
        evaluation = "Static" if fate == "new" else "Dynamic"
        if attribute is None and name in seen.parameters:
            yield Cause("ParameterReference", "Static", name)
        elif attribute is None and fate in ("new", "maybe"):
            yield Cause("ResourceReference", evaluation, name)
        elif attribute is not None and fate is not None:
            yield Cause("ResourceAttribute", evaluation, f"{name}.{attribute}")


def _own_tags(definition: Mapping[str, Any]) -> Any:
    return (definition.get("Properties") or {}).get("Tags")
