"""Replacing parts of a text by their positions, so that nothing else can change."""

from collections.abc import Sequence

from msgspec import Struct


class Splice(Struct, frozen=True, order=True):
    """What stands from `start` to `end` becomes `new`."""

    start: int
    end: int
    new: str


def splice(text: str, splices: Sequence[Splice]) -> str:
    """Replace parts that do not overlap and are in the order of the text."""
    parts: list[str] = []
    at = 0
    for one in splices:
        parts += text[at : one.start], one.new
        at = one.end
    return "".join([*parts, text[at:]])
