"""One request to Lambda."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.store import Store
from sandbox.aws.functions.runtime.invocation import Invocation


class Host(Protocol):
    """What runs functions."""

    def invoke(self, function: Function, event: bytes) -> Invocation:
        """Run a function once."""

    def invoke_later(self, function: Function, event: bytes) -> None:
        """Run a function once, or again when it fails, without waiting for it."""

    def deleted(self, function: Function) -> None:
        """Hear that a function is gone."""

    def mappings_changed(self) -> None:
        """Hear that a mapping was made, changed or deleted."""


@dataclass(frozen=True)
class Call:
    """A parsed request."""

    parameters: Mapping[str, Any]
    """By the names of the API's model."""
    store: Store
    host: Host

    @property
    def function(self) -> Function:
        """The function that is named.

        Raises:
            AwsError: `ResourceNotFoundException`.
        """
        return self.store.function(self.parameters["FunctionName"])
