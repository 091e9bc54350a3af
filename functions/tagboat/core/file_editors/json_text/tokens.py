"""The tokens of JSON that was checked: commas and colons tell nothing more, and are left out."""

import json
import re
from collections.abc import Iterator

# Everything here takes what it has taken for good (`*+`), so that no text makes it go back.
STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(rf'{STRING}|[\[\]{{}}]|[^ \t\r\n\[\]{{}},:"]++', re.DOTALL)
_BETWEEN = re.compile(r"[ \t\r\n,:]*+")
_TO_BRACKET = re.compile(rf'(?:[^"\[\]{{}}]++|{STRING})*+[\[\]{{}}]', re.DOTALL)


def tokens(text: str) -> Iterator[tuple[int, str]]:
    """Where JSON has brackets, strings, numbers and words, and what they are."""
    return ((found.start(), found[0]) for found in _TOKEN.finditer(text))


def token_end(text: str, at: int) -> int:
    """The end of the bracket, string, number or word that begins at a position."""
    return _end(_TOKEN, text, at)


def next_token(text: str, at: int) -> int:
    """Where the next token begins, from the end of another."""
    return _end(_BETWEEN, text, at)


def next_bracket(text: str, at: int) -> int:
    """The end of the next bracket, whatever is before it."""
    return _end(_TO_BRACKET, text, at)


def read(token: str) -> str:
    """The text that a string is; the spelling of any other value."""
    if not token.startswith('"'):
        return token
    inside = token[1:-1]
    return inside if "\\" not in inside else str(json.loads(token))


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    assert found is not None  # noqa: S101 - the text was checked to be JSON
    return found.end()
