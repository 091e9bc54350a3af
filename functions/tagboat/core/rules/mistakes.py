"""Mistakes in a rules file, gathered so that all of them are told at once."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice, takewhile

from tagboat.core.errors import InvalidRules, UnsafePath
from tagboat.core.file_editors.value_path import shown
from tagboat.core.findings import Finding
from tagboat.core.rules.strict_yaml import NotYaml

MOST_FOUND = 1_000
"""Mistakes after which the looking ends: each may take time to find."""
MOST_TOLD = 50
"""Mistakes listed at once: every push of a batch repeats them in the log."""
LONGEST_TOLD = 500
"""Characters of each: what somebody wrote may be long."""

type Location = tuple[str | int, ...]
"""Keys and indexes from the file's root."""
type Position = Callable[[Location], tuple[int, int] | None]
"""The line and the column of a location, from 1."""


class Mistakes:
    """Every mistake found so far, each with its place."""

    def __init__(self, source: str, position: Position = lambda _: None) -> None:
        """Begin with none.

        Args:
            source: Where the rules are written: a path, or `the stack's parameters`.
            position: Where a location is in the text of the file; None where there is no text.
        """
        self._source = source
        self._position = position
        self._found: dict[tuple[Location, str], tuple[int, int] | None] = {}
        """Locations and what is wrong there, each once; its line and column, if no location
        leads there."""
        self._locations: set[Location] = set()
        self.names: dict[int, str] = {}
        """The names of the rules, as far as they have one, by their index."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self._found)

    def until_many[Part](self, parts: Iterable[Part]) -> Iterator[Part]:
        """Parts to be checked, for as long as it is of use to look for more mistakes."""
        return takewhile(lambda _: len(self) < MOST_FOUND, parts)

    def has(self, location: Location) -> bool:
        """Whether there is one at a location itself."""
        return location in self._locations

    def below(self, location: Location) -> list[Location]:
        """Where there are some, at a location and below it."""
        depth = len(location)
        return [found for found in self._locations if found[:depth] == location]

    def add(self, location: Location, what: str, position: tuple[int, int] | None = None) -> None:
        """Note a mistake."""
        self._found[location, what] = position
        self._locations.add(location)

    def add_all(self, found: Iterable[tuple[Location, str]]) -> None:
        """Note mistakes, as many as are of use."""
        for location, what in islice(found, MOST_FOUND):
            self.add(location, what)

    @contextmanager
    def at(self, location: Location) -> Iterator[None]:
        """Note what a check inside raises as a mistake at a location, and go on."""
        try:
            yield
        except NotYaml as error:
            self.add(location, str(error), error.position)
        except (ValueError, UnsafePath) as error:
            self.add(location, str(error))

    def raise_if_any(self) -> None:
        """End the loading if a mistake was found.

        Raises:
            InvalidRules: With all mistakes, one a line, and as findings.
        """
        if not self._found:
            return
        findings = [self._finding(*mistake) for mistake in self._found]
        listed = "".join(f"\n  - {_told(finding)}" for finding in findings[:MOST_TOLD])
        if len(findings) > MOST_TOLD:
            more = len(findings) - MOST_TOLD
            listed += f"\n  and {more:,} more"
        raise InvalidRules(f"The rules in {self._source} do not load. Mend:{listed}", findings)

    def _finding(self, location: Location, what: str) -> Finding:
        line, column = self._found[location, what] or self._position(location) or (None, None)
        name, inside = None, location
        match location:
            case ("rules", int(index), *below) if index in self.names:
                name, inside = self.names[index], tuple(below)
        return Finding(
            file=self._source,
            line=line,
            column=column,
            rule=name,
            path=shown(inside) if inside else "",
            what=what,
        )


def _told(finding: Finding) -> str:
    """A finding in one line."""
    parts = [] if finding.line is None else [f"line {finding.line}, column {finding.column}"]
    parts += [] if finding.rule is None else [f"rule '{finding.rule}'"]
    parts += [finding.path] if finding.path else []
    told = " ".join(": ".join([*parts, finding.what]).splitlines())
    return told if len(told) <= LONGEST_TOLD else f"{told[:LONGEST_TOLD]}..."
