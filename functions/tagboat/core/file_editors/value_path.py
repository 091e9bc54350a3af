"""Where a value is in structured data, as people write it for YAML and JSON targets.

Either keys with dots between them, such as `image.tag`, or a JSONPath (RFC 9535), which begins with
`$.` or `$[`. A JSONPath of names and indexes is the same as keys; any other is a query, such as
`$.containers[?@.name=='web'].image`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from tagboat.core.file_editors.path_language.parts import INDEX, Part, dotted, simple_jsonpath

if TYPE_CHECKING:
    from tagboat.core.file_editors.path_language.query import Query


class KeyOrIndex(Struct, frozen=True):
    """Digits between dots: a key, or in a list an index."""

    text: str
    """Without leading zeros, and few enough to be a number."""


type Step = str | int | KeyOrIndex
"""One step down: to the value of a key, or to an item by its index."""


class ValuePath(Struct, frozen=True):
    """A path that was checked."""

    text: str
    """As it was written."""
    _parts: tuple[Part, ...]
    _query: "Query | None" = None
    """What leads to the value instead, if the parts do not."""

    @classmethod
    def parse(cls, text: str, known: Collection[str] | None) -> Self:
        """Read a path.

        Args:
            text: The path.
            known: The variables that it may use; None for any.

        Raises:
            ValueError: It is no path, or uses a variable that is not known.
        """
        if text != "$" and not text.startswith(("$.", "$[")):
            return cls(text, tuple(dotted(text, known)))
        parts = simple_jsonpath(text, known)
        if parts is not None:
            return cls(text, tuple(parts))
        # The library takes 0.1 s to import, which few rules need.
        from tagboat.core.file_editors.path_language.query import Query

        return cls(text, (), Query(text, known))

    @property
    def is_query(self) -> bool:
        """Whether the path has no steps, because it may lead to any number of values."""
        return self._query is not None

    def steps(self, variables: Mapping[str, str]) -> tuple[Step, ...] | None:
        """The steps from the root to the value; None if the path is a query, which has none."""
        if self._query is not None:
            return None
        return tuple(_step(part, variables) for part in self._parts)

    def select(
        self, data: object, variables: Mapping[str, str], file: str = "the file"
    ) -> list[tuple[str | int, ...]]:
        """Everything that a query leads to; a path that is none leads to nothing.

        Args:
            data: Dicts, lists, texts, numbers, booleans and None.
            variables: The values of the variables.
            file: The path of the file that the data is of, for errors.

        Returns:
            Keys and indexes from the root to each value, in the order of the data.

        Raises:
            ValueNotFound: It leads to too many values, or takes too many steps.
        """
        return [] if self._query is None else self._query.select(data, variables, file)


def shown(location: Sequence[str | int]) -> str:
    """A location as a path that can be parsed: `image.tag`, `a[0]`, `files['a.json']`."""
    written = "".join(map(_shown_step, location))
    return written.removeprefix(".") or "$"


def _shown_step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    key = step.replace("$", "$$")
    if re.fullmatch(r"[^.\[\]'\"\\*\s]+", key) and not re.fullmatch(INDEX, key):
        return f".{key}"
    escaped = key.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


def _step(part: Part, variables: Mapping[str, str]) -> Step:
    if isinstance(part, int):
        return part
    name = part.name.expand(variables)
    return KeyOrIndex(name) if part.bare and re.fullmatch(INDEX, name) else name
