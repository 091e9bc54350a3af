"""Values in any text, by a regular expression whose named groups they are."""

from collections.abc import Iterator, Mapping, Sequence

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.limits import MOST_LOOKED_AT, MOST_MATCHES, refuse_large
from tagboat.core.file_editors.position import positions
from tagboat.core.file_editors.splice import Splice, splice
from tagboat.core.re2_pattern import compile_re2, group_name, pieces, refuse_same_names

_LISTED = 10
type _Key = tuple[str, int, int]


class Regex:
    """Edits what the named groups of a pattern match; the role of a place is its group's name.

    The pattern is RE2; `^` and `$` are the ends of lines.
    """

    def __init__(self, pattern: str, *, every: bool = True, optional: bool = False) -> None:
        """Check a pattern.

        Args:
            pattern: The pattern.
            every: Whether it may match several times.
            optional: Whether it may match nowhere.

        Raises:
            ValueError: It is no pattern, has no named group, or one inside another.
        """
        self._compiled = compile_re2(pattern, multi_line=True)
        self._pattern = pattern
        self._every = every
        self._optional = optional
        self.groups: tuple[str, ...] = tuple(self._compiled.groupindex)
        """The names of the groups, which are the roles of places."""
        if not self.groups:
            raise ValueError(
                f"'{pattern}' has no named group, so it says of no part that it is the value; write"
                " one, such as (?<image_tag>.+)"
            )
        _check_names(pattern)

    def find(self, text: str, file: str, variables: Mapping[str, str]) -> Sequence[Place]:  # noqa: ARG002 - a pattern has none
        """Find what the named groups match; groups that take no part are passed over."""
        matches = [places for places in self._matches(text, file) if places]
        if not matches and not self._optional:
            raise ValueNotFound(
                f"{file} has no value at '{self._pattern}': nothing matches. Mend the pattern; ^"
                " and $ are the ends of lines in it."
            )
        if len(matches) > 1 and not self._every:
            lines = ", ".join(str(places[0].line) for places in matches[:_LISTED])
            more = ", ..." if len(matches) > _LISTED else ""
            raise ValueNotFound(
                f"{file} has {len(matches)} matches of '{self._pattern}', in lines {lines}{more}."
                " Write 'matches: all' in the rule to change all of them, or a pattern that"
                " matches once."
            )
        return [place for places in matches for place in places]

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Replace groups by their positions; the pattern has to find all of them again."""
        new = {_key(place): value for place, value in values}
        matches = self._matches(text, file)
        splices = [
            Splice(place.start, place.end, new[_key(place)])
            for places in matches
            for place in places
            if _key(place) in new
        ]
        edited = splice(text, splices)
        found = [
            [(*_key(place), place.old) for place in places]
            for places in self._matches(edited, file)
        ]
        if len(splices) != len(new) or found != _expected(matches, new):
            listed = ", ".join(f"{value!r} in {place.where}" for place, value in values[:_LISTED])
            raise ValueNotFound(
                f"{file} would not read back as it is meant: with {listed}, '{self._pattern}' would"
                " match something else. Write groups that match every value."
            )
        return edited

    def _matches(self, text: str, file: str) -> list[list[Place]]:
        """The places of every match, which may be none."""
        matches = list(self._spans(text, file))
        lines = positions(text, (start for spans in matches for start, _, _ in spans))
        return [[_place(text, span, next(lines)) for span in spans] for spans in matches]

    def _spans(self, text: str, file: str) -> Iterator[list[tuple[int, int, str]]]:
        refuse_large(text, file)
        numbers = self._compiled.groupindex.items()
        looked_at = 0
        for number, match in enumerate(self._compiled.finditer(text)):
            if number == MOST_MATCHES:
                raise ValueNotFound(
                    f"{file} has more than {MOST_MATCHES:,} matches of '{self._pattern}'. Write a"
                    " pattern that matches less."
                )
            looked_at += len(text) - match.end()
            if looked_at > MOST_LOOKED_AT:
                raise ValueNotFound(
                    f"{file} is too large for so many matches of '{self._pattern}': each may look"
                    f" at all that is behind it, which is more than {MOST_LOOKED_AT:,} characters"
                    " together. Split the file, or write a pattern that matches less."
                )
            # By number: re2 takes no names here.
            spans = [(*match.span(group), name) for name, group in numbers]
            yield sorted(_without_line_end(text, span) for span in spans if span[0] >= 0)


def _without_line_end(text: str, span: tuple[int, int, str]) -> tuple[int, int, str]:
    """A span without the CR of a line's end, which RE2 takes for a part of the line."""
    start, end, name = span
    ends_line = start < end and text[end - 1 : end + 1] == "\r\n"
    return (start, end - 1, name) if ends_line else span


def _place(text: str, span: tuple[int, int, str], position: tuple[int, int]) -> Place:
    start, end, role = span
    line, column = position
    return Place(
        where=f"line {line}",
        line=line,
        column=column,
        role=role,
        old=text[start:end],
        start=start,
        end=end,
    )


def _key(place: Place) -> _Key:
    return place.role, place.start, place.end


def _expected(
    matches: Sequence[Sequence[Place]], new: Mapping[_Key, str]
) -> list[list[tuple[str, int, int, str]]]:
    """What has to be found where, once the values are written."""
    shift = 0
    expected = []
    for places in matches:
        found = []
        for place in places:
            value = new.get(_key(place), place.old)
            start = place.start + shift
            found.append((place.role, start, start + len(value), value))
            shift += len(value) - (place.end - place.start)
        expected.append(found)
    return expected


def _check_names(pattern: str) -> None:
    """Refuse what RE2 lets pass: named groups inside each other, or of the same name."""
    refuse_same_names(pattern)
    inside: list[str] = []
    for piece in pieces(pattern):
        if piece == ")":
            inside.pop()
        elif piece.startswith("("):
            name = group_name(piece)
            if name and any(inside):
                raise ValueError(
                    f"'{pattern}' has a named group inside another; write one after the other, and"
                    " groups that are no values without a name"
                )
            inside.append(name)
