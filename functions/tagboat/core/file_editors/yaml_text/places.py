"""Values that were found in a YAML text, and new ones in their places."""

from collections.abc import Sequence

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.position import BYTE_ORDER_MARK
from tagboat.core.file_editors.splice import Splice
from tagboat.core.file_editors.yaml_text.nodes import Node, Scalar
from tagboat.core.file_editors.yaml_text.reread import Edit, edited, reads_back
from tagboat.core.file_editors.yaml_text.scalars import Span, span, written
from tagboat.core.file_editors.yaml_text.types import kind_of


class YamlPlace(Place, frozen=True, kw_only=True):
    """A value in a YAML text."""

    scalar: Scalar
    """Where it is in the text without its byte order mark, and in which style."""


def without_mark(text: str) -> str:
    """A text without its byte order mark, which YAML's parser would take for a part of a key."""
    return text.removeprefix(BYTE_ORDER_MARK)


def place_of(body: str, node: Node, where: str, role: str, file: str) -> YamlPlace:
    """The place of a node that can be replaced.

    Args:
        body: The text without its byte order mark.
        node: What a path leads to.
        where: The path, for people.
        role: Which of a target's values belongs there.
        file: The file's path, for errors.

    Raises:
        ValueNotFound: It is a collection, or has several lines.
    """
    if not isinstance(node, Scalar):
        raise ValueNotFound(_no_value(body, node, where, file))
    if node.is_key:
        raise ValueNotFound(
            f"{file} has an alias at {where} that means the key {node.text!r} in line {node.line}."
            " Give this place a value of its own."
        )
    at = span(body, node)
    if at is None:
        raise ValueNotFound(
            f"{file} has a text of several lines at {where}, in line {node.line}. Write it in one"
            " line, or use the editor 'regex'."
        )
    return YamlPlace(
        where=where,
        line=node.line,
        column=node.column,
        role=role,
        old=at.value,
        start=at.start,
        end=at.end,
        scalar=node,
    )


def has_value(place: YamlPlace) -> bool:
    """Whether something stands there that counts: neither nothing nor null."""
    is_null = not place.scalar.style and kind_of(place.old) == "null"
    return bool(place.old) and not is_null


def write(text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
    """Put new values in the places of others, and read the result again.

    Raises:
        ValueNotFound: It would not read back.
    """
    body = without_mark(text)
    edits = sorted(
        _edit(body, place, value)
        for place, value in values
        if isinstance(place, YamlPlace) and place.old != value
    )
    new = edited(body, edits)
    if not reads_back(body, new, edits, file):
        listed = ", ".join(f"{edit.value!r}" for edit in edits)
        raise ValueNotFound(
            f"{file} would not read back with {listed} at {_named(values)}. Use the editor 'regex'."
        )
    return text[: len(text) - len(body)] + new


def _edit(body: str, place: YamlPlace, value: str) -> Edit:
    scalar = place.scalar
    at = Span(place.start, place.end, place.old)
    splice = Splice(place.start, place.end, written(body, at, scalar, value))
    first, last = _lines(body, scalar)
    return Edit(splice, value, scalar.start, first, last)


def _lines(body: str, scalar: Scalar) -> tuple[int, int]:
    """Where the lines of the block entry around a scalar begin and end; -1, -1 without one."""
    entry = scalar.entry
    if entry is None:
        return -1, -1
    end = entry.end if entry.end >= 0 else len(body)
    last = body.rfind("\n", 0, end) + 1
    if last < scalar.end:
        last = len(body) if end >= len(body) else -1
    return (body.rfind("\n", 0, entry.start) + 1, last) if last >= 0 else (-1, -1)


def _no_value(body: str, node: Node, where: str, file: str) -> str:
    start = getattr(node, "start", -1)
    if start >= 0 and body.startswith("{{", start):
        return (
            f"{file} has a template expression at {where} in line {node.line}, so it is no YAML"
            " yet. Use the editor 'regex' for it, or name a values file."
        )
    return (
        f"{file} has a list or keys with values at {where} in line {node.line}, where one value is"
        " wanted. Mend the path."
    )


def _named(values: Sequence[tuple[Place, str]]) -> str:
    return ", ".join(place.where or "its only place" for place, _ in values)
