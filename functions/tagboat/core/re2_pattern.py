"""Regular expressions of RE2: linear in time on any input, the dialect of Flux and Argo CD."""

import re
from collections import Counter
from typing import Any

import re2

# What a pattern of RE2 is made of, as far as it takes to see where groups begin and end: quoted
# text, escapes, classes, parentheses.
_PIECE = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*+\]|\((?:\?P?<[^>]+>)?|.", re.DOTALL
)
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


def compile_re2(text: str, *, multi_line: bool = False) -> Any:  # noqa: ANN401 - re2's compiled pattern has no type of its own
    """Make a pattern.

    Args:
        text: The pattern as somebody wrote it.
        multi_line: Whether `^` and `$` are the ends of lines instead of those of the text.

    Raises:
        ValueError: It is not RE2.
    """
    try:
        compiled = re2.compile(text, _OPTIONS)
        return re2.compile(f"(?m){text}", _OPTIONS) if multi_line else compiled
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise ValueError(
            f"'{text}' is not a regular expression of RE2: {said}. RE2 has no look-around, no"
            " back-references and no repeats over 1,000."
        ) from error


def pieces(text: str) -> list[str]:
    """What a pattern is made of: quoted text, escapes, classes, parentheses, single characters."""
    return _PIECE.findall(text)


def group_name(piece: str) -> str:
    """The name of the group that begins with a piece; empty if it has none."""
    return piece.partition("<")[2].removesuffix(">") if piece.startswith("(") else ""


def refuse_same_names(text: str) -> None:
    """Refuse two groups of one name, which RE2 lets pass.

    Raises:
        ValueError: There are such groups.
    """
    names = Counter(filter(None, map(group_name, pieces(text))))
    twice = next((name for name, count in names.items() if count > 1), None)
    if twice is not None:
        raise ValueError(f"'{text}' has two groups named {twice}; give each a name of its own")
