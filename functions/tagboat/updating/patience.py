"""How often, after which pauses, and until when something is tried again."""

import random
from collections.abc import Callable

from tagboat.core.errors import HeadMoved, RetryableError, Throttled

ATTEMPTS = 8
PATIENCE_SECONDS = 20.0
"""No attempt begins later than this, unless somebody has more time, or less."""
LONGEST_PAUSE_SECONDS = 5.0
"""A host that asks for more gets the pushes again later."""


class Patience:
    """Waits between the attempts at one thing, until there is no point in it any more."""

    def __init__(
        self, deadline: float, sleep: Callable[[float], object], clock: Callable[[], float]
    ) -> None:
        """Begin with the first attempt.

        Args:
            deadline: When no attempt begins any more, by the clock.
            sleep: Waits for some seconds.
            clock: Seconds since any moment, never going back.
        """
        self._deadline = deadline
        self._sleep = sleep
        self._clock = clock
        self._attempt = 1

    def waits(self, error: RetryableError) -> bool:
        """Wait for the next attempt, as long as an error asks for; False if there is none."""
        pause = self._pause(error)
        late = self._attempt == ATTEMPTS or self._clock() + pause > self._deadline
        if late or pause > LONGEST_PAUSE_SECONDS:
            return False
        self._sleep(pause)
        self._attempt += 1
        return True

    def _pause(self, error: RetryableError) -> float:
        """Seconds: what the host asks for, or a random part of a growing time (full jitter)."""
        if isinstance(error, Throttled) and error.retry_after is not None:
            return error.retry_after
        base = 0.05 if isinstance(error, HeadMoved) else 0.5
        longest = min(LONGEST_PAUSE_SECONDS, base * 2**self._attempt)
        return random.uniform(0, longest)  # noqa: S311 - no secret depends on it
