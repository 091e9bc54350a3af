"""YAML nodes as plain data, for queries: "YAML 1.2: Core Schema" says which values are numbers."""

import re

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.limits import DEEPEST
from tagboat.core.file_editors.yaml_text.nodes import Alias, Document, Items, Mapping, Node, Scalar

MOST_VALUES = 200_000
"""Values that a query may look at, counted as if each alias were written out."""
type Data = str | int | float | bool | dict[str, "Data"] | list["Data"] | None
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][-+]?[0-9]{1,3})?")
_NAMED: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def plain_data(document: Document, file: str) -> Data:
    """A document that was read whole.

    Raises:
        ValueNotFound: It has more than `MOST_VALUES`, or an alias of what it is in.
    """
    return _Builder(file).build(document.root)


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file
        self._left = MOST_VALUES
        self._depth = 0

    def build(self, node: Node) -> Data:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > 2 * DEEPEST:
            raise ValueNotFound(
                f"{self._file} has more than {MOST_VALUES:,} values or {2 * DEEPEST} levels, with"
                " its aliases written out: too many for a query. Write the whole path, without"
                " wildcards and filters."
            )
        built = self._built(node)
        self._depth -= 1
        return built

    def _built(self, node: Node) -> Data:
        match node:
            case Alias():
                return self._alias(node)
            case Mapping():
                return self._mapping(node)
            case Items():
                return [self.build(item) for item in node.items.values()]
            case Scalar():
                return _value(node)

    def _alias(self, alias: Alias) -> Data:
        if alias.node is None:
            raise ValueNotFound(
                f"{self._file} has an alias in line {alias.line} of what it is in itself: a circle"
                " that no query can follow. Mend the file."
            )
        return self.build(alias.node)

    def _mapping(self, mapping: Mapping) -> Data:
        built: dict[str, Data] = {}
        for merged in reversed(mapping.merged):
            data = self.build(merged)
            built |= data if isinstance(data, dict) else {}
        return built | {key: self.build(value) for key, value in mapping.entries.items()}


def _value(scalar: Scalar) -> str | int | float | bool | None:
    text = scalar.text
    if scalar.style or scalar.tag:
        return text
    if text in _NAMED:
        return _NAMED[text]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text
