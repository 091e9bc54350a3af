"""How a value is written in the place of a YAML scalar: in its style, if the value allows it.

"YAML 1.2: Flow Scalar Styles, Block Scalar Styles". What is decided here is read again afterwards.
"""

import re

from msgspec import Struct

from tagboat.core.file_editors.yaml_text.nodes import Scalar
from tagboat.core.file_editors.yaml_text.types import stays_plain

BLOCK = ("|", ">")
# An anchor, a tag, and the white space and comments that may follow them.
_PROPERTIES = re.compile(
    r"(?:(?:!<[^>\s]*>|[&!][^\s,\[\]{}]*)(?:\s+(?:#[^\n]*\n\s*)*|\Z|(?=[,\[\]{}])))+"
)
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
_FLOW = frozenset(",[]{}")


class Span(Struct, frozen=True):
    """Where the text of a value stands, and what the value is."""

    start: int
    end: int
    value: str


def span(text: str, scalar: Scalar) -> Span | None:
    """Where a scalar's value is; None if it has several lines and cannot be replaced as one.

    Args:
        text: What the scalar was read from.
        scalar: The scalar.
    """
    if scalar.style in BLOCK:
        return _block_span(text, scalar)
    start = scalar.start
    if scalar.anchor is not None or scalar.tag is not None:
        properties = _PROPERTIES.match(text, scalar.start, scalar.end)
        start = properties.end() if properties else start
        if not scalar.text and not scalar.style:
            start = scalar.end
    return Span(start, scalar.end, scalar.text)


def _block_span(text: str, scalar: Scalar) -> Span | None:
    """The one line of a block scalar that is not blank, without its indentation."""
    value = scalar.text.rstrip("\n")
    content = text.find("\n", scalar.start, scalar.end) + 1
    if not value or "\n" in value or not content:
        return None
    start = text.find(value, content, scalar.end)
    if start < 0 or text[content:start].strip():
        return None
    return Span(start, start + len(value), value)


def written(text: str, at: Span, scalar: Scalar, value: str) -> str:
    """The text that stands for a value in the place of a scalar's."""
    if scalar.style in BLOCK:
        return value
    if scalar.style == "'":
        return _single_quoted(value)
    if scalar.style == '"':
        return _double_quoted(value)
    plain = _fits_plain(value, in_flow=scalar.in_flow)
    if plain and (scalar.tag is not None or stays_plain(value, scalar.text)):
        return _spaced(text, at, value)
    return _spaced(text, at, _double_quoted(value))


def fresh(value: str) -> str:
    """The text that stands for a value where there was none before."""
    plain = _fits_plain(value, in_flow=True) and stays_plain(value, "text")
    return value if plain else _double_quoted(value)


def _single_quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _double_quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _fits_plain(value: str, *, in_flow: bool) -> bool:
    """Whether a plain scalar can be spelled so: "YAML 1.2: Plain Style"."""
    if not value or value != value.strip() or value[0] in _INDICATORS:
        return False
    if ": " in value or " #" in value or value.endswith(":"):
        return False
    return not (in_flow and _FLOW.intersection(value))


def _spaced(text: str, at: Span, written: str) -> str:
    """Where there was no value, it needs a space before it, and at times one behind it."""
    if at.start != at.end:
        return written
    before = "" if text[at.start - 1 : at.start].isspace() else " "
    behind = "" if text[at.end : at.end + 1] in ("", " ", "\t", "\r", "\n", ",", "]", "}") else " "
    return before + written + behind
