"""What a meta pipeline keeps up to date, and on what terms."""

from collections.abc import Mapping

from msgspec import Struct

_CHANGE_SETS = "tagboat-"


class PlannedStack(Struct, frozen=True):
    """A stack that becomes what a template in the repository says."""

    name: str
    template: str
    """The template's path in the repository."""
    configuration: str = ""
    """The path of its template configuration file; empty if it has none."""


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that the meta pipeline's parameters say of updates."""

    stacks: tuple[PlannedStack, ...]
    """In the order in which they are updated."""
    overrides: Mapping[str, str]
    """Values of the templates' parameters, before those of configuration files."""
    tags: Mapping[str, str]
    """Tags of every stack."""
    owner: str
    """The id of the meta pipeline's own stack."""
    adopt: bool
    """Whether stacks that somebody else has made may be taken over."""
    role: str
    """The ARN of the role by which CloudFormation makes the changes."""
    protect: bool
    """Whether stacks are protected from deletion."""
    patience: float
    """How many seconds a running execution of an application pipeline is waited for."""


def change_set_name(execution: str) -> str:
    """The name of the change sets of one execution, so that another's are never taken for them."""
    return f"{_CHANGE_SETS}{execution}"
