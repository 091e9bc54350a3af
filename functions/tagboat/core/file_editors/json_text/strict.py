"""From the text of a file to JSON (RFC 8259), with every position unchanged.

Comments, commas before a closing bracket and a byte order mark become spaces.
"""

import json
import re
from contextlib import suppress
from typing import Any, NoReturn

import msgspec

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.json_text.tokens import tokens
from tagboat.core.file_editors.limits import DEEPEST, refuse_large
from tagboat.core.file_editors.position import BYTE_ORDER_MARK, position

# A string or a comment without an end goes on to the end of the text, and is looked at once.
_OPEN_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
_COMMENT = re.compile(rf"{_OPEN_STRING}|//[^\r\n]*+|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LAST_COMMA = re.compile(rf"{_OPEN_STRING}|,(?=[ \t\r\n]*+[\]}}])", re.DOTALL)
_LONGEST_INTEGER = 300


def strict(text: str, file: str) -> str:
    """The JSON that a text is, with all of its positions.

    Raises:
        FileTooLarge: It is.
        ValueNotFound: It is not JSON.
    """
    refuse_large(text, file)
    bare = f" {text[1:]}" if text.startswith(BYTE_ORDER_MARK) else text
    try:
        with suppress(_NotJson):
            _check(bare)
            return bare
        bare = _LAST_COMMA.sub(_blank, _COMMENT.sub(_blank, bare))
        _check(bare)
    except _NotJson as error:
        raise ValueNotFound(_not_json(error, text, file)) from error
    except RecursionError as error:
        raise too_deep(file) from error
    return bare


def data(text: str) -> Any:  # noqa: ANN401 - JSON is any data
    """The data that strict JSON is."""
    return json.loads(text, parse_int=_integer)


def too_deep(file: str) -> ValueNotFound:
    """The error of a text that is nested deeper than `DEEPEST`."""
    return ValueNotFound(f"{file} has more than {DEEPEST} levels. Use the editor 'regex' for it.")


def _blank(found: re.Match[str]) -> str:
    """Spaces for a comment or a comma; strings stay, and comments that have no end."""
    text = found[0]
    is_open = text.startswith("/*") and (len(text) < 4 or not text.endswith("*/"))
    return text if text.startswith('"') or is_open else " " * len(text)


class _NotJson(Exception):
    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.at = at


def _check(text: str) -> None:
    """Check that a text is JSON: with no data at all, or once more for a better message."""
    with suppress(msgspec.DecodeError):
        msgspec.json.decode(text, type=msgspec.Raw)
        return
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise _NotJson(error.msg, error.pos) from error
    except _Constant as error:
        at = next(start for start, token in tokens(text) if token.startswith(str(error)))
        raise _NotJson(f"{error} is no value of JSON", at) from error


class _Constant(Exception):
    """`NaN`, `Infinity` or `-Infinity`."""


def _refuse_constant(name: str) -> NoReturn:
    raise _Constant(name)


def _integer(digits: str) -> int | float:
    """A whole number; one of very many digits as a float, as Python refuses to read it."""
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def _not_json(error: _NotJson, text: str, file: str) -> str:
    what = f"{error} in {position(text, error.at)}"
    if "{{" in text:
        return (
            f"{file} is a template and not JSON ({what}). Use the editor 'regex' for it, such as"
            ' regex: \'"tag": "(?<image_tag>.+)"\'.'
        )
    return f"{file} cannot be read as JSON: {what}. Mend the file, or use the editor 'regex'."
