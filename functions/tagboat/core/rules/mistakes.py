"""Mistakes in a rules file, gathered so that all of them are told at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from tagboat.core.errors import InvalidRules, UnsafePath
from tagboat.core.wrong_shape import wrong_shape

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
        self.found: list[tuple[str, str]] = []
        """Places and what is wrong there."""

    def add(self, place: str, what: str) -> None:
        """Note a mistake."""
        self.found.append((place, what))

    @contextmanager
    def at(self, place: str, shape: Any = None) -> Iterator[None]:  # noqa: ANN401 - any type
        """Note what a check inside raises as a mistake at a place, and go on.

        Args:
            place: Where; empty for the whole.
            shape: The type of what is converted inside.
        """
        try:
            yield
        except msgspec.ValidationError as error:
            inside, what = wrong_shape(error, shape)
            self.add(": ".join(part for part in (place, inside) if part), what)
        except (ValueError, UnsafePath) as error:
            self.add(place, str(error))

    def tell_once(self, key: str) -> None:
        """Tell once what is wrong with a key of the file, though several rules found it."""
        ending = f": {key}"
        counts = Counter(what for place, what in self.found if place.endswith(ending))
        kept: dict[tuple[str, str], None] = {}
        for place, what in self.found:
            shared = place.endswith(ending) and counts[what] > 1
            kept[f"{key} (of {counts[what]} rules)" if shared else place, what] = None
        self.found = list(kept)

    def raise_if_any(self) -> None:
        """End the loading if a mistake was found.

        Raises:
            InvalidRules: With all mistakes, one a line.
        """
        if self.found:
            listed = "".join(
                f"\n  - {place}: {what}" if place else f"\n  - {what}"
                for place, what in self.found[:MOST_TOLD]
            )
            if more := self.found[MOST_TOLD:]:
                listed += f"\n  and {len(more)} more"
            raise InvalidRules(f"The rules in {self._source} do not load. Mend:{listed}")
