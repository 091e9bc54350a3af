"""`{a,b}` in a glob: every text that it stands for, as in a shell. Pairs may nest."""

import re
from collections.abc import Iterator

MOST_ALTERNATIVES = 100

_SYMBOL = re.compile(r"\[!?+[^/][^]/]*\]|[{,}\[]|[^{,}\[]+")
"""A class such as `[!a-z]`, whose first character may be a `]`; or one of our own; or others."""


def expand(text: str) -> list[str]:
    """Choose one alternative of each pair of braces, in every way.

    Raises:
        ValueError: A `[` or `{` is not closed, or there are more than MOST_ALTERNATIVES.
    """
    # Within how many braces we are: what their alternatives before the last comma stand for, and
    # what the text since then does.
    before: list[list[str]] = [[]]
    since: list[list[str]] = [[""]]
    for symbol in _symbols(text):
        within = len(since) > 1
        if symbol == "{":
            before.append([])
            since.append([""])
        elif symbol == "," and within:
            before[-1] += since[-1]
            since[-1] = [""]
        elif symbol == "}" and within:
            chosen = before.pop() + since.pop()
            since[-1] = _joined(since[-1], chosen)
        else:
            since[-1] = _joined(since[-1], [symbol])
    if len(since) > 1:
        raise ValueError("a { is not closed by a }")
    return since[0]


def _symbols(text: str) -> Iterator[str]:
    for symbol in _SYMBOL.findall(text):
        if symbol == "[":
            raise ValueError("a [ is not closed by a ] before the next /; write [[] for a [ itself")
        yield symbol


def _joined(heads: list[str], tails: list[str]) -> list[str]:
    if len(heads) * len(tails) > MOST_ALTERNATIVES:
        raise ValueError(f"its braces stand for more than {MOST_ALTERNATIVES} texts")
    return [head + tail for head in heads for tail in tails]
