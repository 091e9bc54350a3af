"""Who asks, for what happens while a request is carried out."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from moto.core.models import DEFAULT_ACCOUNT_ID

_ROOT = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:root"
_caller: ContextVar[str] = ContextVar("caller", default=_ROOT)


def current_caller() -> str:
    """The ARN of who asks: a role's session, or the account itself."""
    return _caller.get()


@contextmanager
def asking(arn: str) -> Iterator[None]:
    """Carry out a request of somebody.

    Args:
        arn: Who asks; empty for the account itself.
    """
    before = _caller.set(arn or _ROOT)
    try:
        yield
    finally:
        _caller.reset(before)
