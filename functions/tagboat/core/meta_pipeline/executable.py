"""The change sets that the review hands over to the update, as one variable of the pipeline."""

from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.meta_pipeline.errors import UpdateFailed

_NONE = "-"
"""In place of the change set of a stack that does not change: variables cannot be empty."""


class Executable(Struct, frozen=True):
    """A change set that is to be executed."""

    stack: str
    """The stack's name."""
    arn: str

    @property
    def token(self) -> str:
        """What the execution of this change set has in its events, and no other execution.

        It is made of the id at the end of the ARN: a stage that is retried has the same execution
        of the pipeline, but makes new change sets.
        """
        return f"tagboat-{self.arn.rpartition('/')[2]}"


def variable_of(arns: Sequence[str | None]) -> str:
    """The variable: an ARN for each stack in their order, or None for one that does not change."""
    return " ".join(arn or _NONE for arn in arns)


def executables(variable: str, stacks: Sequence[str]) -> list[Executable]:
    """What is to be executed.

    Args:
        variable: What the review has handed over.
        stacks: The names of the stacks, in the same order.

    Raises:
        UpdateFailed: They are other stacks than were reviewed.
    """
    arns = variable.split(" ")
    if len(arns) != len(stacks):
        raise UpdateFailed(
            f"{len(arns)} stacks were reviewed, but PipelineStacks names {len(stacks)} now. Release"
            " the change again."
        )
    pairs = zip(stacks, arns, strict=True)
    return [Executable(stack, arn) for stack, arn in pairs if arn != _NONE]
