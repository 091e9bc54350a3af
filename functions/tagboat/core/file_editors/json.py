"""A value in a JSON file, by its path: its own bytes are replaced, and none else."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import VALUE, Place
from tagboat.core.file_editors.json_text.search import Token, find_tokens
from tagboat.core.file_editors.json_text.strict import data, strict
from tagboat.core.file_editors.json_text.tokens import read, tokens
from tagboat.core.file_editors.missing import why_missing
from tagboat.core.file_editors.position import position, positions
from tagboat.core.file_editors.splice import Splice, splice
from tagboat.core.file_editors.value_path import ValuePath, shown

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]")
_LARGEST_EXACT = 2**53
"""Many readers keep every number as a float, exact up to here."""
_LISTED = 10


class Json(Struct, frozen=True):
    """Edits what a path leads to."""

    path: ValuePath
    every: bool = False
    """Whether several values may be meant."""
    optional: bool = False
    """Whether there may be none."""

    def find(self, text: str, file: str, variables: Mapping[str, str]) -> Sequence[Place]:
        """Find the texts, numbers and words that the path leads to."""
        bare = strict(text, file)
        steps = self.path.steps(variables)
        paths = self.path.select(data(bare), variables, file) if steps is None else [steps]
        found = find_tokens(bare, paths, file)
        for token in found:
            _refuse_collection(text, token, file)
        if not found and not self.optional:
            nothing = "nothing matches; mend the path."
            why = nothing if steps is None else why_missing(data(bare), steps)
            raise ValueNotFound(f"{file} has no value at {self.path.text}: {why}")
        places = _places(text, found)
        if len(places) > 1 and not self.every:
            raise ValueNotFound(
                f"{file} has {len(places)} values at {self.path.text}: {_listed(places)}. Write"
                " 'matches: all' in the rule to change all of them, or a path that leads to one."
            )
        return places

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Write each value as a text; as a number, if one was there and it reads back as it is."""
        ordered = sorted(values, key=lambda one: one[0].start)
        splices = [
            Splice(place.start, place.end, _spelled(text[place.start : place.end], value))
            for place, value in ordered
        ]
        edited = splice(text, splices)
        meant = all(
            read(one.new) == value for one, (_, value) in zip(splices, ordered, strict=True)
        )
        if not meant or not _only(splices, strict(text, file), strict(edited, file)):
            listed = ", ".join(f"{value!r} at {place.where}" for place, value in ordered[:_LISTED])
            raise ValueNotFound(
                f"{file} would not read back as it is meant, with {listed}. Nothing is written."
            )
        return edited


def _places(text: str, found: Sequence[Token]) -> list[Place]:
    lines = positions(text, (token.start for token in found))
    return [
        Place(
            where=shown(token.location),
            line=line,
            column=column,
            role=VALUE,
            old=read(text[token.start : token.end]),
            start=token.start,
            end=token.end,
        )
        for token, (line, column) in zip(found, lines, strict=True)
    ]


def _listed(places: Sequence[Place]) -> str:
    listed = ", ".join(f"{place.where} (line {place.line})" for place in places[:_LISTED])
    return listed + (", ..." if len(places) > _LISTED else "")


def _refuse_collection(text: str, token: Token, file: str) -> None:
    first = text[token.start]
    if first in "{[":
        raise ValueNotFound(
            f"{file} has {'an object' if first == '{' else 'a list'} at {shown(token.location)}, in"
            f" {position(text, token.start)}. Write a path that leads on to a value in it."
        )


def _spelled(old: str, value: str) -> str:
    if read(old) == value:
        return old
    is_number = old[:1].isdigit() or old.startswith("-")
    stays_number = is_number and _reads_back(value)
    return value if stays_number else json.dumps(value, ensure_ascii=False)


def _reads_back(number: str) -> bool:
    """Whether every reader that takes a text for a number would write it the same again.

    Not `1.10`, which is 1.1; nor `2.0`, which is 2 to some.
    """
    if _INTEGER.fullmatch(number):
        return abs(int(number)) <= _LARGEST_EXACT
    return bool(_DECIMAL.fullmatch(number)) and repr(float(number)) == number


def _only(splices: Sequence[Splice], before: str, after: str) -> bool:
    """Whether two texts of strict JSON have the same tokens, but for those of the splices."""
    new = {one.start: one.new for one in splices}
    expected = (new.get(start, token) for start, token in tokens(before))
    found = (token for _, token in tokens(after))
    return all(one == other for one, other in zip_longest(expected, found))
