"""Stacks within stacks: what a nested stack has from the stack whose resource it is.

A nested stack is made by CloudFormation's own API, with the rights of the outer stack's role. What
that API has no parameters for goes along with the call.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Owner:
    """The stack that works on its resources."""

    stack_id: str
    root_id: str
    """The outermost stack."""
    capabilities: tuple[str, ...]
    """What the caller acknowledged for it, and for the stacks in it."""
    role_arn: str | None
    failures: dict[str, str] = field(default_factory=dict)
    """Why stacks in it could not be made or changed, by their ids."""


_restoring: ContextVar[bool] = ContextVar("restoring", default=False)
_owner: ContextVar[Owner | None] = ContextVar("owner", default=None)


def current_owner() -> Owner | None:
    """The stack whose resources are worked on. None when somebody asks from outside."""
    return _owner.get()


@contextmanager
def owned_by(owner: Owner) -> Iterator[None]:
    """Work on the resources of a stack."""
    before = _owner.set(owner)
    try:
        yield
    finally:
        _owner.reset(before)


def is_restoring() -> bool:
    """Whether a nested stack is to become again what it was before its last update."""
    return _restoring.get()


@contextmanager
def restoring() -> Iterator[None]:
    """Undo the last update of a nested stack, since the stack that it is in is rolled back."""
    _restoring.set(True)
    try:
        yield
    finally:
        _restoring.set(False)
