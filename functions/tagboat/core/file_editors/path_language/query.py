"""JSONPath queries, which may lead to any number of values."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.limits import MOST_PLACES
from tagboat.core.file_editors.path_language.counted_data import TooManyLooks, counted
from tagboat.core.file_editors.path_language.parts import jsonpath_template
from tagboat.core.file_editors.path_language.rfc9535 import (
    LIBRARY_ERRORS,
    compile_jsonpath,
    said,
)

_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
type _Location = tuple[str | int, ...]


class Query:
    """A JSONPath that was checked."""

    def __init__(self, text: str, known: Collection[str] | None) -> None:
        """Read a query.

        Args:
            text: The JSONPath. `${NAME}` inside quotes is a variable.
            known: The variables that it may use; None for any.

        Raises:
            ValueError: It is no JSONPath, or uses a variable that is not known.
        """
        self._text = text
        self._compiled = compile_jsonpath(text)
        templates = [jsonpath_template(literal, known) for literal in _LITERAL.findall(text)]
        self._has_variables = any("${" in template.text for template in templates)

    def select(self, data: object, variables: Mapping[str, str], file: str) -> list[_Location]:
        """Everything that the query leads to, in the order of the data.

        Raises:
            ValueNotFound: That is too much, or takes too long to find.
        """
        if not isinstance(data, dict | list):
            return []
        try:
            found = self._found(data, variables)
        except TooManyLooks as error:
            raise ValueNotFound(
                f"{file}: {self._text!r} takes too many steps. Write a simpler one, with fewer .."
                " in it."
            ) from error
        except LIBRARY_ERRORS as error:
            raise ValueNotFound(
                f"{file}: {self._text!r} cannot be followed: {said(error)}. Write a simpler path."
            ) from error
        if len(found) > MOST_PLACES:
            raise ValueNotFound(
                f"{file}: {self._text!r} leads to more than {MOST_PLACES:,} places. Write one that"
                " leads to fewer."
            )
        return _in_order(data, found)

    def _found(
        self, data: dict[str, Any] | list[Any], variables: Mapping[str, str]
    ) -> set[_Location]:
        """Where the query leads to, until that is too much."""
        compiled = self._compiled
        if self._has_variables:
            filled = _LITERAL.sub(lambda found: _filled(found[0], variables), self._text)
            compiled = compile_jsonpath(filled)
        found: set[_Location] = set()
        for match in compiled.finditer(counted(data)):
            found.add(match.parts)
            if len(found) > MOST_PLACES:
                break
        return found


def _filled(literal: str, variables: Mapping[str, str]) -> str:
    """A literal with its variables replaced; what they hold cannot end it."""
    quote = literal[0]
    escaped = {}
    for name, value in variables.items():
        inside = json.dumps(value, ensure_ascii=False)[1:-1]
        escaped[name] = inside.replace('\\"', '"').replace("'", "\\'") if quote == "'" else inside
    return jsonpath_template(literal, None).expand(escaped)


def _in_order(data: object, locations: Collection[_Location]) -> list[_Location]:
    """Sort locations; the keys of each object are numbered once."""
    ranks: dict[int, dict[Any, int]] = {}

    def rank(location: _Location) -> list[int]:
        at: Any = data
        ranked: list[Any] = []
        for step in location:
            if isinstance(at, dict):
                if id(at) not in ranks:
                    ranks[id(at)] = {key: number for number, key in enumerate(at)}
                ranked.append(ranks[id(at)][step])
            else:
                ranked.append(step)
            at = at[step]
        return ranked

    return sorted(locations, key=rank)
