"""What a template would change in a stack."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.aws.cloudformation import references, schemas
from sandbox.aws.cloudformation.properties import NotMadeYet, known
from sandbox.aws.cloudformation.stack import Stack, StackResource
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Wanted


@dataclass(frozen=True)
class Change:
    """One entry of a change set."""

    action: str
    """`Add`, `Modify` or `Remove`."""
    logical_id: str
    type_name: str
    physical_id: str | None = None
    replacement: bool | None = None
    """None unless the action is `Modify`."""
    properties: tuple[str, ...] = ()
    """The changed properties of a `Modify`."""


def find_changes(stack: Stack, wanted: Wanted) -> list[Change]:
    """Compare a stack to what it is to become.

    Raises:
        AwsError: `ValidationError`, when a resource would get another type.
    """
    changes = list(_added_and_modified(stack, wanted))
    for name, resource in stack.resources.items():
        if name not in wanted.resources:
            changes.append(Change("Remove", name, resource.type_name, resource.made.physical_id))
    return sorted(changes, key=lambda change: change.logical_id)


def changed_properties(before: StackResource, after: dict[str, Any]) -> set[str]:
    """The names of the properties that differ."""
    return {
        name
        for name in before.properties.keys() | after.keys()
        if before.properties.get(name) != after.get(name)
    }


def _added_and_modified(stack: Stack, wanted: Wanted) -> Iterator[Change]:
    made = dict(stack.resources)

    def ref(name: str) -> str:
        if name not in made:
            raise NotMadeYet(name)
        return made[name].made.physical_id

    def attribute(name: str, key: str) -> str:
        if name not in made:
            raise NotMadeYet(name)
        return made[name].made.attributes[key]

    scope = wanted.scope(ref, attribute)
    for name in references.in_order(wanted.resources):
        definition = wanted.resources[name]
        before = stack.resources.get(name)
        if before is None:
            yield Change("Add", name, definition["Type"])
            continue
        _require_same_type(name, before, definition["Type"])
        properties, unknown = known(definition, scope, wanted.tags)
        changed = {*changed_properties(before, properties), *unknown}
        replaced = any(schemas.replaces(before.type_name, key) for key in changed)
        if replaced:
            del made[name]
        if changed or _metadata_differs(before, definition):
            yield Change(
                "Modify",
                name,
                before.type_name,
                before.made.physical_id,
                replacement=replaced,
                properties=tuple(sorted(changed)),
            )


def _require_same_type(name: str, before: StackResource, type_name: str) -> None:
    if before.type_name != type_name:
        raise invalid(
            "Update of resource type is not permitted. The new template modifies resource type of "
            f"the following resources: [{name}]"
        )


def _metadata_differs(before: StackResource, definition: Any) -> bool:
    return bool(before.definition.get("Metadata") != definition.get("Metadata"))
