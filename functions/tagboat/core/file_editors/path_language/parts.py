r"""The parts of paths that lead to one value: keys, in which variables may stand, and indexes.

Keys with dots between them: `image.tag`, `containers[0].image`, `files['a.json']`, `files.a\.json`,
`services.$IMAGE_NAME.tag`, with `$$` for a dollar sign. Or a JSONPath of names and indexes only:
`$.files['a.json'][0]`, where `${NAME}` inside quotes is a variable.
"""

import re
from collections.abc import Collection

from msgspec import Struct

from tagboat.core.variables import Template

INDEX = r"0|[1-9][0-9]{0,14}"
"""Digits without leading zeros, few enough to be a number."""
_QUOTED = r"\['(?P<single>(?:[^'\\]|\\.)*)'\]|\[\"(?P<double>(?:[^\"\\]|\\.)*)\"\]"
_IN_BRACKETS = re.compile(rf"\[(?P<index>{INDEX})\]|{_QUOTED}", re.DOTALL)
_NAME = re.compile(r"(?!\*(?:[.\[]|\Z))(?:[^.\[\]'\"\\]|\\.)+", re.DOTALL)
# "RFC 9535: 2.5.1.1": a name needs no quotes if it is made of these. What else a JSONPath may have,
# such as escapes and white space, is left to the library.
_JSONPATH_NAME = r"[A-Za-z_\x80-\uD7FF\uE000-\U0010FFFF][0-9A-Za-z_\x80-\uD7FF\uE000-\U0010FFFF]*"
_JSONPATH_STEP = re.compile(
    rf"\.(?P<name>{_JSONPATH_NAME})|\[(?P<index>{INDEX})\]"
    r"|\['(?P<single>[^'\\\x00-\x1f]*)'\]|\[\"(?P<double>[^\"\\\x00-\x1f]*)\"\]"
)


class Key(Struct, frozen=True):
    """The key of a value."""

    name: Template
    bare: bool = False
    """Whether it stands between dots, where digits may be an index too."""


type Part = Key | int
"""A key, or the index of an item."""


def dotted(text: str, known: Collection[str] | None) -> list[Part]:
    """Read keys with dots between them.

    Raises:
        ValueError: They are not written so, or have a variable that is not known.
    """
    parts: list[Part] = []
    at = 0
    while at < len(text) or not parts:
        dot = bool(parts) and text.startswith(".", at)
        found = _IN_BRACKETS.match(text, at)
        if found is None and (dot or not parts):
            found = _NAME.match(text, at + dot)
        if found is None:
            raise ValueError(
                f"{text!r} is not a path from its column {at + 1} on; write keys with dots between"
                " them, such as image.tag, containers[0].image or files['a.json'], or a JSONPath,"
                " such as $.containers[*].image"
            )
        parts.append(_dotted_part(found, known))
        at = found.end()
    return parts


def _dotted_part(found: re.Match[str], known: Collection[str] | None) -> Part:
    groups = found.groupdict()
    if groups.get("index") is not None:
        return int(found["index"])
    quoted = next((text for text in groups.values() if text is not None), None)
    written = found[0] if quoted is None else quoted
    unescaped = re.sub(r"\\(.)", r"\1", written, flags=re.DOTALL)
    return Key(Template(unescaped, known), bare=quoted is None)


def simple_jsonpath(text: str, known: Collection[str] | None) -> list[Part] | None:
    """Read a JSONPath of nothing but names and indexes; None for any other.

    Raises:
        ValueError: It has a variable that is not known.
    """
    parts: list[Part] = []
    at = 1
    while at < len(text):
        found = _JSONPATH_STEP.match(text, at)
        if found is None:
            return None
        parts.append(_jsonpath_part(found, known))
        at = found.end()
    return parts


def _jsonpath_part(found: re.Match[str], known: Collection[str] | None) -> Part:
    if found["index"] is not None:
        return int(found["index"])
    name = next(text for text in found.groups() if text is not None)
    return Key(jsonpath_template(name, known))


def jsonpath_template(text: str, known: Collection[str] | None) -> Template:
    """A text of a JSONPath: only `${NAME}` is a variable there, `$` alone is a dollar sign.

    Raises:
        ValueError: A variable is not known.
    """
    return Template(re.sub(r"\$(?!\{)", "$$", text), known)
