"""What the engine needs to know of a type of resource.

Resources are made as AWS makes them: by calling the API of their own service. What a service of the
sandbox keeps is what the stack has, and what it refuses fails the resource.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

type Properties = Mapping[str, Any]
"""Properties with every function carried out, in the types that the schema asks for."""


@dataclass(frozen=True)
class Made:
    """A resource that exists."""

    physical_id: str
    """What `Ref` gives."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What `Fn::GetAtt` gives."""


class Account(Protocol):
    """The account and region that a stack is in."""

    @property
    def id(self) -> str:
        """Twelve digits."""

    @property
    def region(self) -> str:
        """Such as `us-east-1`."""

    @property
    def is_role(self) -> bool:
        """Whether it is seen with the rights of a service role, not an administrator's."""

    def client(self, service: str) -> Any:
        """A boto3 client of a service, with an administrator's rights or those of a role."""

    def acting_as(self, role_arn: str) -> "Account":
        """The same account with the rights of a service role.

        Raises:
            AwsError: `ValidationError`, when CloudFormation cannot assume the role.
        """


class ResourceType(ABC):
    """One type of resource. Properties that are not in `supported` are refused."""

    name: ClassVar[str]
    supported: ClassVar[frozenset[str]]
    attributes: ClassVar[frozenset[str]] = frozenset()
    """What `Fn::GetAtt` gives."""
    looks_inside: ClassVar[bool] = False
    """Whether an update has to look at the resource though none of its properties differs."""
    named_by: ClassVar[str | None] = None
    """The property that gives the resource a name which no other may have at the same time."""
    longest_name: ClassVar[int] = 128
    """The length that names made by CloudFormation are cut to."""
    prefix: ClassVar[str | None] = None
    """What names made by CloudFormation begin with; None for the stack's name and a hyphen."""
    lower_case: ClassVar[bool] = False
    """Whether names made by CloudFormation are in small letters."""

    def gives(self, attribute: str) -> bool:
        """Whether `Fn::GetAtt` gives an attribute."""
        return attribute in self.attributes

    @abstractmethod
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the resource.

        Args:
            account: Where.
            name: The name that CloudFormation gives it, for types without one in their properties.
            wanted: Its properties.

        Raises:
            botocore.exceptions.ClientError: What the service answered.
        """

    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the resource, which keeps its physical id.

        Only called for types with properties that do not replace the resource.
        """
        raise NotImplementedError(f"{self.name} {made.physical_id} {account} {wanted} {before}")

    def restore(self, account: Account, made: Made, wanted: Properties, after: Properties) -> Made:
        """Undo an update, or as much of it as was done before it failed.

        Args:
            account: Where.
            made: The resource as it was.
            wanted: Its properties as they were.
            after: The properties that it got.
        """
        return self.update(account, made, wanted, after)

    @abstractmethod
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the resource."""


@contextmanager
def undone_on_failure(undo: Callable[[], object]) -> Iterator[None]:
    """Undo the first of several calls that make a resource when a later one fails.

    CloudFormation removes what a failed creation left behind; the engine cannot, since it knows
    nothing of a resource before it is made.
    """
    try:
        yield
    except Exception:
        undo()
        raise


def tag_map(properties: Properties) -> dict[str, str]:
    """The tags of a resource, for services that take them as a map."""
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}


def removed_tags(before: Properties, wanted: Properties) -> list[str]:
    """The keys of the tags that a resource has and is not to have."""
    return sorted(set(tag_map(before)) - set(tag_map(wanted)))


def only(properties: Properties, *names: str) -> dict[str, Any]:
    """The named properties that are there: what an API takes under the same names."""
    return {name: properties[name] for name in names if name in properties}


def document(policy: object) -> str:
    """A policy document as the APIs take it: JSON text."""
    return policy if isinstance(policy, str) else json.dumps(policy)
