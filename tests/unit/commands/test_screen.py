"""Colours where they are welcome, and control characters that do nothing where eyes read them."""

import io
from typing import override

import pytest

from tagboat.commands.screen import Color, Screen, screen_of, visible


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    @override
    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("wanted", "terminal", "environment", "color"),
    [
        ("auto", True, {}, True),
        ("auto", True, {"TERM": "xterm-256color", "NO_COLOR": ""}, True),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", False, {}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_colors_are_used_where_they_are_welcome(
    wanted: str, terminal: bool, environment: dict[str, str], color: bool
) -> None:
    assert screen_of(Stream(terminal=terminal), wanted, environment).color is color


def test_a_terminal_without_colors_is_still_read_by_eyes() -> None:
    screen = screen_of(Stream(terminal=True), "never", {})
    assert screen.show("1.0\r", Color.RED) == "1.0^M"


def test_where_nobody_looks_every_character_stays() -> None:
    assert Screen(color=False, for_eyes=False).show("1.0\r", Color.RED) == "1.0\r"


def test_a_colored_text_ends_its_color() -> None:
    assert Screen(color=True, for_eyes=True).show("+1.0", Color.GREEN) == "\x1b[32m+1.0\x1b[m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("värde\t✓", "värde\t✓"),
        ("1.0\r", "1.0^M"),
        ("\x1b[31m", "^[[31m"),
        ("\x00\x7f", "^@^?"),
        ("\x9b31m", "<U+009B>31m"),
        ("\u202egnp", "<U+202E>gnp"),
        ("\ufeff1.0", "<U+FEFF>1.0"),
    ],
)
def test_what_is_not_printed_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown
