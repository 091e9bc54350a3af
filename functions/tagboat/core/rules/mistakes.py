"""Mistakes in a rules file, gathered so that all of them are told at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from tagboat.core.errors import InvalidRules, UnsafePath

MOST_TOLD = 50
"""Mistakes listed at once: every push of a batch repeats them in the log."""


class Mistakes:
    """Every mistake found so far, each with its place."""

    def __init__(self, source: str) -> None:
        """Begin with none.

        Args:
            source: Where the rules are written: a path, or `the stack's parameters`.
        """
        self._source = source
        self.found: list[str] = []

    def add(self, place: str, what: str) -> None:
        """Note a mistake."""
        self.found.append(f"{place}: {what}" if place else what)

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Note what a check inside raises as a mistake at a place, and go on."""
        try:
            yield
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at `$")
            inside = place + where.removesuffix("`").replace("[...]", "")
            self.add(inside.removeprefix("."), what)
        except (ValueError, UnsafePath) as error:
            self.add(place, str(error))

    def raise_if_any(self) -> None:
        """End the loading if a mistake was found.

        Raises:
            InvalidRules: With all mistakes, one a line.
        """
        if self.found:
            listed = "".join(f"\n  - {mistake}" for mistake in self.found[:MOST_TOLD])
            if more := self.found[MOST_TOLD:]:
                listed += f"\n  and {len(more)} more"
            raise InvalidRules(f"The rules in {self._source} do not load. Mend:{listed}")
