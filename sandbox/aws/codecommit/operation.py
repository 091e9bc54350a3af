"""What an operation of the API is to whoever answers requests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.aws.codecommit.call import Call


@dataclass(frozen=True)
class Operation:
    """An operation of the API."""

    carry_out: Callable[[Call], dict[str, Any]]
    """Answers the operation's output, by the names of the API's model."""
    parameters: str
    """The names of the parameters that it understands; others are refused."""
