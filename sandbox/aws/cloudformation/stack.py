"""Stacks, their resources and what happened to them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.cloudformation.manner import Manner
from sandbox.aws.cloudformation.nesting import Owner
from sandbox.aws.cloudformation.resource_type import Made, Properties
from sandbox.aws.cloudformation.template import Template, invalid

_STUCK = (
    "CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_FAILED",
)  # fmt: skip


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class StackResource:
    """A resource of a stack as it was last made or changed."""

    logical_id: str
    type_name: str
    made: Made
    properties: Properties
    definition: Mapping[str, Any]
    """Its part of the processed template."""


def attribute_of(resource: StackResource, attribute: str) -> str:
    """What `Fn::GetAtt` gives.

    Raises:
        AwsError: `ValidationError`, when a nested stack has no such output.
    """
    if attribute not in resource.made.attributes:
        raise invalid(
            f"Template error: the resource {resource.logical_id} has no attribute {attribute}"
        )
    return resource.made.attributes[attribute]


@dataclass(frozen=True)
class Event:
    """One line of a stack's history."""

    logical_id: str
    physical_id: str
    type_name: str
    status: str
    reason: str | None = None
    token: str | None = None
    """The mark of the request that the work was begun with."""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    time: datetime = field(default_factory=now)


@dataclass(frozen=True)
class Output:
    """One output of a stack."""

    key: str
    value: str
    description: str | None = None


@dataclass(frozen=True)
class Deployed:
    """What a stack was last made from: all that an update or a rollback starts with."""

    text: str = ""
    """The original template."""
    processed: Template = field(default_factory=lambda: {"Resources": {}})
    parameters: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    outputs: tuple[Output, ...] = ()


@dataclass
class Stack:
    """A stack. `CREATE_IN_PROGRESS` and its like are what others see while it is worked on."""

    name: str
    id: str
    status: str
    reason: str | None = None
    deployed: Deployed = field(default_factory=Deployed)
    deployed_before: Deployed | None = None
    """What it was made from before its last update."""
    resources: dict[str, StackResource] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    created: datetime = field(default_factory=now)
    updated: datetime | None = None
    deleted: datetime | None = None
    termination_protected: bool = False
    policy: str | None = None
    """The stack policy: what updates may do to its resources."""
    change_set_id: str | None = None
    revision: int = 0
    """How often it was changed, to know what was made for an earlier state of it."""
    manner: Manner = field(default_factory=Manner)
    """How it is worked on now, or was the last time."""
    owner: Owner | None = None
    """The stack that it is nested in."""
    role_arn: str | None = None
    """The service role that CloudFormation acts as, from the request that last named one."""

    @property
    def root_id(self) -> str:
        """The outermost of the stacks that it is in: itself if it is in none."""
        return self.owner.root_id if self.owner else self.id

    def note(self, status: str, reason: str | None = None) -> None:
        """Set the stack's own status, and write it down."""
        self.status, self.reason = status, reason
        if status.startswith("UPDATE"):
            self.updated = now()
        self.note_resource(
            self.name, "AWS::CloudFormation::Stack", status, physical_id=self.id, reason=reason
        )

    def note_resource(
        self,
        logical_id: str,
        type_name: str,
        status: str,
        *,
        physical_id: str = "",
        reason: str | None = None,
    ) -> None:
        """Write down what happens to a resource."""
        token = self.manner.token
        self.events.append(Event(logical_id, physical_id, type_name, status, reason, token))

    def require_idle(self, action: str) -> None:
        """Check that nothing else works on the stack and that it can be changed.

        Raises:
            AwsError: `ValidationError`.
        """
        stuck = self.status in _STUCK
        busy = self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"
        if busy or (stuck and action != "deleted"):
            raise invalid(f"Stack:{self.id} is in {self.status} state and can not be {action}.")
