"""A regular expression and its replacement as one pattern, whose named group is what changes.

`(tag: ).*` replaced by `${1}VALUE` changes what `(tag: )(?<value>.*)` names: what the replacement
repeats is passed over from both ends. "Go: regexp, Expand" says what a replacement means.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from tagboat.converters.patterns import (
    group_name,
    literal_of,
    named_groups,
    pieces_of,
    with_names,
)

_REFERENCE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|\$)", re.ASCII)
_EMPTY = ("^", "$", r"\b", r"\B", r"\A", r"\z")
_REPEATS = ("*", "+", "?", "{")


class _Unit(Struct):
    """One piece of a pattern with what repeats it, or a whole group."""

    text: str
    means: frozenset[str] = frozenset()
    """Tokens of a replacement that are the same as what it matches."""
    is_empty: bool = False
    """Whether it matches a place and no character."""


def with_value(pattern: str, before: str, after: str, group: str) -> str | None:
    """Name what is replaced.

    Args:
        pattern: What is searched.
        before: The replacement up to the value.
        after: The replacement behind the value.
        group: The name.

    Returns:
        The pattern; None if the replacement changes more than one part of what is matched.
    """
    units = _units(pieces_of(pattern))
    if units is None:
        return None
    front = _aligned(units, list(_tokens(before)))
    back = _aligned(units[::-1], list(_tokens(after))[::-1])
    if front is None or back is None or front + back >= len(units):
        return None
    last = len(units) - back
    head, middle, tail = (_text(part) for part in (units[:front], units[front:last], units[last:]))
    if named_groups(middle) or all(unit.is_empty for unit in units[front:last]):
        return None
    if last == front + 1 and middle.startswith("(") and units[front].means:
        middle = middle[1:-1]
    return f"{_nameless(head).removeprefix('(?m)')}(?<{group}>{middle}){_nameless(tail)}"


def _tokens(replacement: str) -> Iterator[str]:
    """Characters, and references as `$NAME`."""
    done = 0
    for found in _REFERENCE.finditer(replacement):
        yield from replacement[done : found.start()]
        name = found[1] or found[2]
        yield f"${name}" if name else "$"
        done = found.end()
    yield from replacement[done:]


def _aligned(units: Sequence[_Unit], tokens: Sequence[str]) -> int | None:
    """How many units stand for tokens, with the empty ones among and behind them."""
    at = 0
    for token in tokens:
        while at < len(units) and units[at].is_empty:
            at += 1
        if at == len(units) or token not in units[at].means:
            return None
        at += 1
    while at < len(units) and units[at].is_empty:
        at += 1
    return at


def _units(pieces: Sequence[str]) -> list[_Unit] | None:
    """The units of a pattern; None if it has alternatives at its top, or is none."""
    units: list[_Unit] = []
    at, groups = 0, 0
    while at < len(pieces):
        if pieces[at] in ("|", ")"):
            return None
        end = _end(pieces, at)
        text = "".join(pieces[at:end])
        means = _means(pieces[at:end], groups + 1)
        groups += sum(_captures(piece) for piece in pieces[at:end])
        repeated = _repeated(pieces, end)
        is_flag = re.fullmatch(r"\(\?[a-zA-Z-]+\)", text) is not None
        text += "".join(pieces[end:repeated])
        if repeated > end:
            means = frozenset()
        units.append(_Unit(text, means, is_empty=text in _EMPTY or is_flag))
        at = repeated
    return units


def _end(pieces: Sequence[str], at: int) -> int:
    """Where the group that begins at a piece ends; behind the piece if it is none."""
    depth = 0
    for end in range(at, len(pieces)):
        depth += pieces[end].startswith("(") - (pieces[end] == ")")
        if depth <= 0:
            return end + 1
    return len(pieces)


def _repeated(pieces: Sequence[str], at: int) -> int:
    """The end of what repeats the unit before a piece."""
    while at < len(pieces) and pieces[at] in _REPEATS:
        at = pieces.index("}", at) + 1 if pieces[at] == "{" and "}" in pieces[at:] else at + 1
    return at


def _means(pieces: Sequence[str], number: int) -> frozenset[str]:
    if len(pieces) == 1:
        literal = literal_of(pieces[0])
        return frozenset() if literal is None else frozenset({literal})
    name = group_name(pieces[0])
    if not _captures(pieces[0]):
        return frozenset()
    return frozenset({f"${number}"} | ({f"${name}"} if name else set()))


def _captures(piece: str) -> bool:
    return piece == "(" or group_name(piece) is not None


def _nameless(text: str) -> str:
    return with_names(text, lambda _: None)


def _text(units: Sequence[_Unit]) -> str:
    return "".join(unit.text for unit in units)
