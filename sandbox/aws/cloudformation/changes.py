"""What a template would change in a stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.aws.cloudformation import references
from sandbox.aws.cloudformation.change import Change
from sandbox.aws.cloudformation.change_details import Known, details_of
from sandbox.aws.cloudformation.properties import NotMadeYet
from sandbox.aws.cloudformation.replacement import recreation
from sandbox.aws.cloudformation.stack import Stack, StackResource
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Wanted
from sandbox.aws.errors import NotSupported

_FATES = {"True": "new", "Conditional": "maybe"}


def find_changes(stack: Stack, wanted: Wanted) -> list[Change]:
    """Compare a stack to what it is to become.

    Raises:
        AwsError: `ValidationError`, when a resource would get another type.
        NotSupported: When a replacement comes with another `UpdateReplacePolicy`.
    """
    changes = list(_added_and_modified(stack, wanted))
    for name, resource in stack.resources.items():
        if name not in wanted.resources:
            changes.append(_removal(resource))
    return sorted(changes, key=lambda change: change.logical_id)


def changed_properties(before: StackResource, after: Mapping[str, Any]) -> set[str]:
    """The names of the properties that differ."""
    return {
        name
        for name in before.properties.keys() | after.keys()
        if before.properties.get(name) != after.get(name)
    }


def requires_replacement(before: StackResource, after: Mapping[str, Any]) -> bool:
    """Whether a resource with other properties is another resource."""
    return any(
        recreation(before.type_name, name, before.properties.get(name), after.get(name)) == "Always"
        for name in changed_properties(before, after)
    )


def _added_and_modified(stack: Stack, wanted: Wanted) -> Iterator[Change]:
    seen = _known(stack, wanted)
    for name in references.in_order(wanted.resources):
        definition = wanted.resources[name]
        before = stack.resources.get(name)
        if before is None:
            seen.fates[name] = "new"
            yield Change("Add", name, definition["Type"])
            continue
        _require_same_type(name, before, definition["Type"])
        if change := _modification(before, definition, seen):
            yield change


def _known(stack: Stack, wanted: Wanted) -> Known:
    fates: dict[str, str] = {}

    def made(name: str) -> StackResource:
        if fates.get(name) == "new":
            raise NotMadeYet(name)
        return stack.resources[name]

    def attribute(name: str, key: str) -> str:
        found = made(name).made.attributes
        if key not in found:
            raise NotMadeYet(name)  # An output that a nested stack may have afterwards.
        return found[key]

    scope = wanted.scope(lambda name: made(name).made.physical_id, attribute)
    parameters = frozenset(
        name
        for name, value in wanted.parameters.items()
        if stack.deployed.parameters.get(name) != value
    )
    return Known(scope, wanted.tags, stack.deployed.tags, parameters, fates)


def _modification(
    before: StackResource, definition: Mapping[str, Any], seen: Known
) -> Change | None:
    name = before.logical_id
    details = tuple(details_of(before, definition, seen))
    change = Change("Modify", name, before.type_name, before.made.physical_id, details)
    if change.replacement in _FATES:
        seen.fates[name] = _FATES[change.replacement]
        policy = f"ReplaceAnd{_replace_policy(before, definition)}"
        return Change("Modify", name, before.type_name, change.physical_id, details, policy)
    if {"Properties", "Tags"} & set(change.scope):
        seen.fates[name] = "modified"
    return change if details else None


def _replace_policy(before: StackResource, definition: Mapping[str, Any]) -> str:
    """`Delete` or `Retain`.

    AWS does not say whose word counts when an update that replaces a resource changes the policy.
    """
    old, new = (one.get("UpdateReplacePolicy", "Delete") for one in (before.definition, definition))
    if old != new:
        raise NotSupported(
            f"a replacement that changes UpdateReplacePolicy too (of {before.logical_id})"
        )
    return str(old)


def _removal(resource: StackResource) -> Change:
    policy = str(resource.definition.get("DeletionPolicy", "Delete"))
    action = "Retain" if policy.startswith("Retain") else "Delete"
    return Change(
        "Remove",
        resource.logical_id,
        resource.type_name,
        resource.made.physical_id,
        policy_action=action,
    )


def _require_same_type(name: str, before: StackResource, type_name: str) -> None:
    if before.type_name != type_name:
        raise invalid(
            "Update of resource type is not permitted. The new template modifies resource type of "
            f"the following resources: [{name}]"
        )
