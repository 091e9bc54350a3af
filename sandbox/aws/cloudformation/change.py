"""One entry of a change set, and the reasons that it gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    """What brings a change about, in the words of CloudFormation's `ResourceChangeDetail`."""

    source: str
    """`DirectModification`, `ParameterReference`, `ResourceReference`, `ResourceAttribute` or
    `Automatic`."""
    evaluation: str = "Static"
    """`Dynamic` when only the execution will tell whether anything changes."""
    entity: str | None = None
    """The parameter, the resource, or the resource and its attribute; None if it is none."""


@dataclass(frozen=True)
class Detail:
    """One reason to modify a resource."""

    attribute: str
    """`Properties`, `Tags` for those of the stack, `Metadata`, or one of the two policies."""
    cause: Cause
    name: str | None = None
    """The property. None for other attributes."""
    recreation: str = "Never"
    """`Always`, `Conditionally` or `Never`."""


@dataclass(frozen=True)
class Change:
    """One entry of a change set."""

    action: str
    """`Add`, `Modify` or `Remove`."""
    logical_id: str
    type_name: str
    physical_id: str | None = None
    details: tuple[Detail, ...] = ()
    """Why it is modified."""
    policy_action: str | None = None
    """What becomes of the resource that is there now, such as `ReplaceAndDelete`."""

    @property
    def replacement(self) -> str | None:
        """`True`, `False` or `Conditional`. None unless the action is `Modify`.

        Source: CloudFormation API Reference, `ResourceChange`: what has to be recreated always is
        replaced if the change is certain, and may be if it is not; the worst detail decides.
        """
        if self.action != "Modify":
            return None
        recreating = [one for one in self.details if one.recreation != "Never"]
        if any(_is_certain(one) for one in recreating):
            return "True"
        return "Conditional" if recreating else "False"

    @property
    def scope(self) -> list[str]:
        """The attributes of the resource that are modified."""
        return list(dict.fromkeys(detail.attribute for detail in self.details))


def _is_certain(detail: Detail) -> bool:
    return detail.recreation == "Always" and detail.cause.evaluation == "Static"
