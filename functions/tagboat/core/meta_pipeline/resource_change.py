"""What a change set does to one resource, and whether something may be lost by it.

"AWS CloudFormation API Reference: ResourceChange". Whatever is not known to be harmless counts as
a loss: it costs somebody a look, where the opposite mistake would cost the resource.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

_OPAQUE = frozenset(
    {
        "AWS::CloudFormation::CustomResource",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFormation::StackSet",
        "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    }
)
"""What has stacks of its own behind it, or code that may do anything.

A change set does not say what becomes of those.
"""
_CUSTOM = "Custom::"
_RETAINED = ("Retain", "ReplaceAndRetain")


class Effect(StrEnum):
    """What becomes of the resource."""

    ADDED = "added"
    IMPORTED = "imported"
    CHANGED = "changed"
    REPLACED = "replaced"
    MAYBE_REPLACED = "maybe replaced"
    DELETED = "deleted"
    LEFT_BEHIND = "left behind"
    """It leaves the stack, and stays where it is."""
    UNFORESEEN = "unforeseen"


HARMLESS = frozenset({Effect.ADDED, Effect.IMPORTED, Effect.CHANGED})
"""Effects by which nothing is lost."""


class ResourceChange(Struct, frozen=True, kw_only=True):
    """One change of a change set."""

    effect: Effect
    logical_id: str
    type: str
    physical_id: str = ""
    """Empty for one that is still to be made."""
    retained: bool = False
    """What is replaced or removed stays, outside the stack."""
    causes: tuple[str, ...] = ()
    """The properties for which it is replaced, or may be."""

    @property
    def is_harmless(self) -> bool:
        """Whether nothing can be lost."""
        return self.effect in HARMLESS


def resource_change(change: Mapping[str, Any]) -> ResourceChange:
    """Read a `ResourceChange` of `DescribeChangeSet`."""
    return ResourceChange(
        effect=_effect(change),
        logical_id=change["LogicalResourceId"],
        type=change["ResourceType"],
        physical_id=change.get("PhysicalResourceId") or "",
        retained=change.get("PolicyAction") in _RETAINED,
        causes=_causes(change),
    )


def _effect(change: Mapping[str, Any]) -> Effect:
    match change["Action"]:
        case "Add":
            return Effect.ADDED
        case "Import":
            return Effect.IMPORTED
        case "Remove" if change.get("PolicyAction") in _RETAINED:
            return Effect.LEFT_BEHIND
        case "Remove":
            return Effect.DELETED
        case "Modify":
            return _effect_of_modification(change)
    return Effect.UNFORESEEN


def _effect_of_modification(change: Mapping[str, Any]) -> Effect:
    if change["ResourceType"] in _OPAQUE or change["ResourceType"].startswith(_CUSTOM):
        return Effect.UNFORESEEN
    match change.get("Replacement"):
        case "False":
            return Effect.CHANGED
        case "True":
            return Effect.REPLACED
        case "Conditional":
            return Effect.MAYBE_REPLACED
    return Effect.UNFORESEEN


def _causes(change: Mapping[str, Any]) -> tuple[str, ...]:
    targets = [detail.get("Target", {}) for detail in change.get("Details", ())]
    names = [
        str(target["Name"])
        for target in targets
        if target.get("Name") and target.get("RequiresRecreation", "Never") != "Never"
    ]
    return tuple(dict.fromkeys(names))
