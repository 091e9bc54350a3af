"""How text is shown: coloured or plain, and control characters as they are or made visible."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TextIO

from msgspec import Struct


class Color(StrEnum):
    """The colours that are used: "ECMA-48: Select Graphic Rendition"."""

    BOLD = "1"
    RED = "31"
    GREEN = "32"
    CYAN = "36"


class Screen(Struct, frozen=True):
    """Where the output goes."""

    color: bool
    for_eyes: bool
    """Whether a person reads it, so that carriage returns and the like have to be visible.
    Elsewhere every byte stays, so that a diff can be applied."""

    def show(self, text: str, color: Color | None = None) -> str:
        """A text without line ends, ready for this screen."""
        shown = visible(text) if self.for_eyes else text
        return f"\x1b[{color}m{shown}\x1b[m" if color and self.color else shown


def screen_of(stream: TextIO, wanted: str, environment: Mapping[str, str]) -> Screen:
    """How to show text on a stream.

    Args:
        stream: Where the output goes.
        wanted: `auto`, `always` or `never`. `auto` is a terminal that has colours, unless the
            user has set `NO_COLOR` (<https://no-color.org>).
        environment: For `NO_COLOR` and `TERM`.
    """
    terminal = stream.isatty()
    welcome = not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    color = wanted == "always" or (wanted == "auto" and terminal and welcome)
    return Screen(color=color, for_eyes=terminal or color)


def visible(text: str) -> str:
    """A text whose control characters do nothing: `^M` for a carriage return, as in Git's diffs.

    Characters that Unicode does not print, such as those that turn the direction of text, are
    shown by their number.
    """
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character.isprintable() or character == "\t":
        return character
    if character < " " or character == "\x7f":
        return f"^{chr(ord(character) ^ 0x40)}"
    return f"<U+{ord(character):04X}>"
