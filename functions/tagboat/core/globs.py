"""Globs: which names a rule means, where a name is parts with `/` between them.

`*` and `?` stand for any characters, and any one, of one part; dots are nothing special.
`**` as a whole part stands for any number of parts, none included; at the end, for one at least.
`[a-z]` and `[!a-z]` stand for one character of a set, or one that is not in it; never for a `/`.
`{a,b}` stands for either text, which may have `/` and braces as well.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import re2
from msgspec import Struct

from tagboat.core.alternatives import expand

LONGEST = 1_000
"""Characters of a glob."""

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False
_SPECIAL = frozenset("*?[{")
_TOKEN = re.compile(r"\[!?+.[^]]*\]|[*?]|[^*?\[]+", re.DOTALL)
_MEMBERS = re.compile("(.)-(.)|(.)", re.DOTALL)
_WILDCARDS = {"*": "[^/]*", "?": "[^/]"}


class Glob(Struct, frozen=True):
    """A glob, ready to be asked about names. It takes linear time on any of them."""

    text: str
    starts: tuple[str, ...]
    """The folders whose names are given: every match is below one of them. "" is the root."""
    _names: Any  # re2's compiled pattern has no type of its own.
    _folders: Any

    def matches(self, name: str) -> bool:
        """Whether the glob means a name."""
        if not is_glob(self.text):  # As most are, and reconcile asks of every image that there is.
            return name == self.text
        return _is_whole(self._names, name)

    def may_hold(self, folder: str) -> bool:
        """Whether a name below a folder, at any depth, can match. "" is the root."""
        return _is_whole(self._folders, f"{folder}/" if folder else "")


def is_glob(text: str) -> bool:
    """Whether a text stands for more than itself."""
    return not _SPECIAL.isdisjoint(text)


def compile_glob(text: str) -> Glob:
    """Make a glob; a text without `*?[{` means itself.

    Raises:
        ValueError: It is none, or too large.
    """
    if len(text) > LONGEST:
        raise ValueError(f"a glob of {len(text):,} characters is too long: at most {LONGEST:,}")
    try:
        text.encode()  # What is no text raises a ValueError as well.
        alternatives = [_parts(one) for one in expand(text)]
        starts = dict.fromkeys(_start(parts) for parts in alternatives)
        names = _any_of(_names(parts) for parts in alternatives)
        return Glob(text, tuple(starts), names, _any_of(map(_folders, alternatives)))
    except ValueError as error:
        raise ValueError(f"{text!r} is not a glob: {error}") from error


def _parts(text: str) -> list[str]:
    if "\\" in text:
        raise ValueError("it has a backslash; separate with /, and write [*] for a *")
    parts = text.split("/")
    for part in parts:
        if part in ("", ".", ".."):
            raise ValueError(f"a part of it is {part!r}; write names from the root, in short form")
        if "**" in part and part != "**":
            raise ValueError(f"** is always a whole part, as in a/**/b; write * in {part!r}")
    return parts


def _start(parts: Sequence[str]) -> str:
    above = parts[:-1]
    given = next((index for index, part in enumerate(above) if is_glob(part)), len(above))
    return "/".join(above[:given])


def _names(parts: Sequence[str]) -> str:
    *above, last = parts
    folders = ("(?:[^/]*/)*" if part == "**" else f"{_pattern(part)}/" for part in above)
    return "".join(folders) + (".*" if last == "**" else _pattern(last))


def _folders(parts: Sequence[str]) -> str:
    """The folders above what `_names` means, each with a `/` behind it; nothing is the root."""
    anywhere = "**" in parts
    given = parts[: parts.index("**")] if anywhere else parts[:-1]
    pattern = ".*" if anywhere else ""
    for part in reversed(given):
        pattern = f"(?:{_pattern(part)}/{pattern})?"
    return pattern


def _pattern(part: str) -> str:
    return "".join(
        _WILDCARDS.get(token) or (_class(token) if token[0] == "[" else re2.escape(token))
        for token in _TOKEN.findall(part)
    )


def _class(token: str) -> str:
    negated = token.startswith("[!")
    members = token[2 if negated else 1 : -1]
    if members.startswith(("^", "[:")):
        raise ValueError(f"{token} is no set here; write [!a-z], with the characters themselves")
    ranges = (range_ for found in _MEMBERS.finditer(members) for range_ in _ranges(found))
    shown = "".join(rf"\x{{{ord(low):x}}}-\x{{{ord(high):x}}}" for low, high in ranges)
    return f"[^/{shown}]" if negated else f"[{shown}]"


def _ranges(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    """First and last characters, the `/` aside: it is never part of a part."""
    low, high, alone = found.groups()
    if alone is not None:
        low = high = alone
    if low > high:
        raise ValueError(f"{low}-{high} is no range: its ends are the wrong way round")
    if low < "/" < high:
        yield low, "."
        yield "0", high
    else:
        yield low, high


def _any_of(patterns: Iterator[str]) -> Any:  # noqa: ANN401
    try:
        return re2.compile(f"(?s:{'|'.join(patterns)})", _OPTIONS)
    except re2.error as error:
        raise ValueError("it is too large; write fewer wildcards or braces") from error


def _is_whole(pattern: Any, name: str) -> bool:  # noqa: ANN401
    try:
        return pattern.fullmatch(name) is not None
    except UnicodeEncodeError:
        return False  # Half a surrogate pair is no text, and no text of ours means it.
