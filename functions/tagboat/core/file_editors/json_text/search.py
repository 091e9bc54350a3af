"""Where paths lead to in JSON: one way through the text, skipping in bulk what no path enters."""

from collections.abc import Sequence
from typing import NoReturn

from msgspec import Struct, field

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.json_text.strict import too_deep
from tagboat.core.file_editors.json_text.tokens import next_bracket, next_token, read, token_end
from tagboat.core.file_editors.limits import DEEPEST
from tagboat.core.file_editors.position import position
from tagboat.core.file_editors.value_path import KeyOrIndex, Step, shown


class Token(Struct, frozen=True):
    """A value where it stands."""

    location: tuple[str | int, ...]
    start: int
    end: int
    """The end of the value; of the first bracket, if it is an object or a list."""


def find_tokens(text: str, paths: Sequence[Sequence[Step]], file: str) -> list[Token]:
    """The values in JSON that paths lead to, in the order of the text.

    Raises:
        ValueNotFound: A key on a path stands twice, or the text is nested too deeply.
    """
    wanted = _Branch()
    for path in paths:
        branch = wanted
        for step in path:
            branch = branch.below.setdefault(step, _Branch())
        branch.ends = True
    search = _Search(text, file)
    search.value(next_token(text, 0), wanted, ())
    return search.found


class _Branch(Struct):
    """The paths that share their first steps."""

    ends: bool = False
    """Whether one of them has no further step."""
    below: dict[Step, "_Branch"] = field(default_factory=dict)

    def of_keys(self) -> dict[str, "_Branch"]:
        named = ((getattr(step, "text", step), branch) for step, branch in self.below.items())
        return {name: branch for name, branch in named if isinstance(name, str)}

    def of_indexes(self) -> dict[int, "_Branch"]:
        numbered = (
            (int(step.text) if isinstance(step, KeyOrIndex) else step, branch)
            for step, branch in self.below.items()
        )
        return {number: branch for number, branch in numbered if isinstance(number, int)}


class _Search:
    """Goes through JSON once."""

    def __init__(self, text: str, file: str) -> None:
        self.found: list[Token] = []
        self._text = text
        self._file = file

    def value(self, at: int, wanted: _Branch, location: tuple[str | int, ...]) -> int:
        """Go through the value that begins at a position; its end."""
        if wanted.ends:
            self.found.append(Token(location, at, token_end(self._text, at)))
        first = self._text[at]
        if first not in "{[" or not wanted.below:
            return self._skipped(at, len(location))
        if len(location) == DEEPEST:
            raise too_deep(self._file)
        inside = self._object if first == "{" else self._list
        return inside(next_token(self._text, at + 1), wanted, location)

    def _object(self, at: int, wanted: _Branch, location: tuple[str | int, ...]) -> int:
        below = wanted.of_keys()
        seen: dict[str, int] = {}
        while self._text[at] != "}":
            end = token_end(self._text, at)
            key = read(self._text[at:end])
            branch = below.get(key)
            if branch is None:
                at = self._skipped(next_token(self._text, end), len(location) + 1)
            else:
                if key in seen:
                    self._refuse_twice((*location, key), seen[key], at)
                seen[key] = at
                at = self.value(next_token(self._text, end), branch, (*location, key))
            at = next_token(self._text, at)
        return at + 1

    def _list(self, at: int, wanted: _Branch, location: tuple[str | int, ...]) -> int:
        below = wanted.of_indexes()
        index = 0
        while self._text[at] != "]":
            branch = below.get(index)
            if branch is None:
                at = self._skipped(at, len(location) + 1)
            else:
                at = self.value(at, branch, (*location, index))
            at = next_token(self._text, at)
            index += 1
        return at + 1

    def _skipped(self, at: int, outside: int) -> int:
        """The end of a value that no path goes through, inside so many others."""
        if self._text[at] not in "{[":
            return token_end(self._text, at)
        depth = 0
        while True:
            at = next_bracket(self._text, at)
            depth += 1 if self._text[at - 1] in "{[" else -1
            if depth == 0:
                return at
            if depth + outside > DEEPEST:
                raise too_deep(self._file)

    def _refuse_twice(self, location: tuple[str | int, ...], first: int, second: int) -> NoReturn:
        lines = [position(self._text, at).partition(",")[0] for at in (first, second)]
        raise ValueNotFound(
            f"{self._file} has the key {shown(location)} twice, in {lines[0]} and {lines[1]}."
            " Remove one."
        )
