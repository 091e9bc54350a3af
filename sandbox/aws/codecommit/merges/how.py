"""What a request calls a conflict, and what it wants to become of conflicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.codecommit.errors import codecommit_error

_LEVELS = ("FILE_LEVEL", "LINE_LEVEL")
_STRATEGIES = ("NONE", "ACCEPT_SOURCE", "ACCEPT_DESTINATION", "AUTOMERGE")


@dataclass(frozen=True)
class How:
    """`conflictDetailLevel` and `conflictResolutionStrategy`."""

    level: str = "FILE_LEVEL"
    strategy: str = "NONE"

    @property
    def by_line(self) -> bool:
        """Whether a file that both sides changed is merged line by line.

        AUTOMERGE is "attempt automatically merging two versions of a file".
        """
        return self.level == "LINE_LEVEL" or self.strategy == "AUTOMERGE"

    @property
    def side(self) -> str | None:
        """`source` or `destination`, whichever wins a conflict; None when neither does."""
        return {"ACCEPT_SOURCE": "source", "ACCEPT_DESTINATION": "destination"}.get(self.strategy)


def how(parameters: Mapping[str, Any]) -> How:
    """Read the two parameters.

    Raises:
        AwsError: InvalidConflictDetailLevelException, InvalidConflictResolutionStrategyException.
    """
    level = parameters.get("conflictDetailLevel", "FILE_LEVEL")
    strategy = parameters.get("conflictResolutionStrategy", "NONE")
    if level not in _LEVELS:
        raise codecommit_error("InvalidConflictDetailLevelException", f"{level} is not a level")
    if strategy not in _STRATEGIES:
        raise codecommit_error(
            "InvalidConflictResolutionStrategyException", f"{strategy} is not a strategy"
        )
    return How(level, strategy)
