"""One run of a function."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Invocation:
    """What came of running a function once."""

    request_id: str
    payload: bytes
    """What the function returned, or a JSON object with `errorType` and `errorMessage`."""
    error: str | None
    """The type of the error when it failed, such as `ValueError` or `Sandbox.Timedout`."""
    log: tuple[str, ...]
    """What CloudWatch Logs gets of it, the platform's lines included."""
    duration_ms: float
    """The handler's time."""
    init_ms: float | None
    """The time that the execution environment took to start; None when it was warm."""
    memory_mb: int
    """The most memory that the execution environment has used."""

    @property
    def billed_ms(self) -> int:
        """What AWS bills for it."""
        return billed_ms(self.duration_ms, self.init_ms)


def billed_ms(duration_ms: float, init_ms: float | None) -> int:
    """Handler and initialization, which AWS bills since August 2025, in whole milliseconds."""
    return math.ceil(duration_ms + (init_ms or 0))
