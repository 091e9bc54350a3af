"""The change sets that the review hands over to the update, as one variable of the pipeline."""

from collections.abc import Iterable, Sequence

_NONE = "none"
"""CodePipeline's variables cannot be empty."""


def variable_of(arns: Iterable[str]) -> str:
    """The variable for the ARNs of change sets."""
    return " ".join(arns) or _NONE


def arns_of(variable: str) -> Sequence[str]:
    """The ARNs of the change sets in a variable."""
    return () if variable == _NONE else variable.split()
