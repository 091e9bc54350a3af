"""A document of several mutations, put together step by step."""

from collections.abc import Mapping
from typing import Any


class Mutations:
    """What is to be done, one after the other. Every input is a variable."""

    def __init__(self) -> None:
        self.fields: list[str] = []
        """The names of the mutations, in their order."""
        self.variables: dict[str, Any] = {}
        self._parameters: list[str] = []
        self._texts: list[str] = []

    def add(self, field: str, input_: Mapping[str, Any], asked: str = "clientMutationId") -> None:
        """Add a mutation.

        Args:
            field: Its name; its input's type has the same, as all of GitHub's have.
            input_: Its input.
            asked: What is asked of its payload.
        """
        kind = f"{field[0].upper()}{field[1:]}Input!"
        self.fields.append(field)
        self._texts.append(f"{field}(input: ${field}) {{ {asked} }}")
        self.ask_with(f"${field}: {kind}", {field: input_})

    def ask_with(self, parameters: str, variables: Mapping[str, Any]) -> None:
        """Declare further variables that a payload's fields use."""
        if parameters:
            self._parameters.append(parameters)
        self.variables |= variables

    @property
    def text(self) -> str:
        """The document."""
        return f"mutation({', '.join(self._parameters)}) {{ {' '.join(self._texts)} }}"
