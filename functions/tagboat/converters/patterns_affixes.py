"""Patterns for whole texts that name what is left without a prefix or a suffix."""

import re

from tagboat.converters.patterns import (
    REPEATS,
    has_alternatives,
    is_anything,
    literal_of,
    named_groups,
    pieces_of,
)

_MAY_BE_NONE = (["*"], ["?"], ["{"])


def with_group_behind(pattern: str, prefix: str, name: str) -> str | None:
    """A pattern for whole texts that names what stands behind a prefix, where there is one.

    Returns:
        The pattern; None if it does not show whether its texts begin with the prefix.
    """
    pieces = pieces_of(pattern)
    if not prefix or has_alternatives(pieces) or name in named_groups(pattern):
        return None
    if is_anything(pieces[:2]):
        return f"{optional(prefix)}(?<{name}>{pattern})"
    head, rest = pieces[: len(prefix)], pieces[len(prefix) :]
    if [literal_of(piece) for piece in head] != list(prefix):
        return None
    if rest[:1] == ["?"] and len(prefix) == 1:
        head, rest = [*head, "?"], rest[1:]
    if not rest or rest[:1] in REPEATS:
        return None
    return f"{''.join(head)}(?<{name}>{''.join(rest)})"


def with_group_before(pattern: str, suffix: str, name: str) -> str | None:
    """A pattern for whole texts that names what stands before a suffix, which ends all of them.

    Returns:
        The pattern; None if it does not show that its texts end with the suffix.
    """
    pieces = pieces_of(pattern)
    body, tail = pieces[: -len(suffix)], pieces[-len(suffix) :]
    is_shown = suffix and body and [literal_of(piece) for piece in tail] == list(suffix)
    if not is_shown or has_alternatives(pieces) or name in named_groups(pattern):
        return None
    return f"(?<{name}>{''.join(body)}){''.join(tail)}"


def optional(text: str) -> str:
    """A pattern for a text or nothing."""
    escaped = re.escape(text)
    return f"{escaped}?" if len(text) == 1 else f"(?:{escaped})?"


def begins_with_digit(pattern: str) -> bool:
    """Whether a pattern for whole texts takes only those that begin with a digit."""
    pieces = pieces_of(pattern)
    must = pieces[1:2] not in _MAY_BE_NONE and not has_alternatives(pieces)
    return must and pieces[:1] in (["\\d"], ["[0-9]"])
