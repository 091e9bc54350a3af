"""What the patterns and globs of a rules file may take together: each takes memory and time."""

from typing import Any

from tagboat.core.alternatives import expand

LARGEST = 5_000_000
"""Instructions of RE2: ten thousand rules may need half of it, and all of it takes a second."""
_GLOB_CHARACTER = 12


class Allowance:
    """What is left for one rules file."""

    def __init__(self) -> None:
        """Begin with all of it."""
        self._left = LARGEST

    def refuse_if_spent(self) -> None:
        """Spare the time that it takes to make what there is nothing left for.

        Raises:
            ValueError: There is nothing left.
        """
        self._take(0)

    def take_pattern(self, compiled: Any) -> None:  # noqa: ANN401 - re2's own type
        """Take what a pattern needs.

        Raises:
            ValueError: There is not so much left.
        """
        self._take(compiled.programsize)

    def take_glob(self, text: str) -> None:
        """Take what a glob needs; nothing, if it is none.

        Raises:
            ValueError: There is not so much left.
        """
        try:
            alternatives = expand(text)
        except ValueError:
            return
        self._take(_GLOB_CHARACTER * sum(map(len, alternatives)))

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ValueError(
                "the patterns and globs of this file are too large, all together; write fewer,"
                " and fewer counted repeats such as {100}"
            )
