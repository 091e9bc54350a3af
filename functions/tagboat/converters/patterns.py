"""Regular expressions of others as ours: for whole tags, and with other names for their groups.

Flux's and updatecli's are RE2, as ours are; the GitHub action's are PCRE, of which the parts that
RE2 does not have are refused when the rule is loaded.
"""

import re
from collections.abc import Callable

# What a pattern is made of, as far as it takes to see where groups begin and end: quoted text,
# escapes, classes, and parentheses with what they begin.
_PIECE = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*+\]"
    r"|\(\?(?:P?<(?:\w+)>|'(?:\w+)')|\(\?|.",
    re.DOTALL,
)
_NAMED = re.compile(r"\(\?(?:P?<(\w+)>|'(\w+)')")
REPEATS = (["*"], ["+"], ["?"], ["{"])
_SPECIAL = ".^$|()[]{}*+?\\"
_NEEDLESS = ('\\"', "\\'", "\\/")


def whole(pattern: str) -> str:
    """A pattern for whole texts that takes those in which another matches anywhere.

    Its groups match what those of the other match: the leftmost match is found.
    """
    pieces = _PIECE.findall(pattern)
    if has_alternatives(pieces):
        pieces = ["(?:", *pieces, ")"]
    begins = pieces[:1] in (["^"], ["\\A"]) and _stands_alone(pieces[1:3])
    ends = pieces[-1:] in (["$"], ["\\z"], ["\\Z"])
    body = pieces[begins : len(pieces) - ends]
    before = "" if begins or is_anything(body[:2]) else ".*"
    behind = "" if ends or is_anything(body[-2:]) else ".*"
    if before and _groups(body):
        before = ".*?"
    text = "".join(body)
    return f"{before}{text}{behind}" if text else (before or behind or pattern)


def named_groups(pattern: str) -> list[str]:
    """The names of a pattern's groups."""
    return [name for piece in _PIECE.findall(pattern) if (name := group_name(piece))]


def with_names(pattern: str, renamed: Callable[[str], str | None]) -> str:
    """A pattern whose named groups have other names, or none.

    Args:
        pattern: The pattern.
        renamed: A group's name by its old one; None for a group without a name.
    """
    return "".join(_renamed(piece, renamed) for piece in _PIECE.findall(pattern))


def with_named_group(pattern: str, number: int, name: str) -> tuple[str, str]:
    """A pattern whose group of a number has a name, and the name; its own if it has one.

    Raises:
        ValueError: There is no such group.
    """
    pieces = _PIECE.findall(pattern)
    groups = _groups(pieces)
    if not 1 <= number <= len(groups):
        raise ValueError(f"{pattern} has no group {number}")
    at = groups[number - 1]
    own = group_name(pieces[at])
    if own:
        return pattern, own
    pieces[at] = f"(?<{name}>"
    return "".join(pieces), name


def pieces_of(pattern: str) -> list[str]:
    """What a pattern is made of, as far as it takes to see where groups begin and end."""
    return _PIECE.findall(pattern)


def group_name(piece: str) -> str | None:
    """The name of the group that a piece begins; None if it begins none that has one."""
    found = _NAMED.fullmatch(piece)
    return (found[1] or found[2]) if found else None


def has_alternatives(pieces: list[str]) -> bool:
    """Whether pieces are several patterns, one of which has to match."""
    depth = 0
    for piece in pieces:
        depth += piece.startswith("(") - (piece == ")")
        if piece == "|" and depth <= 0:
            return True
    return False


def is_anything(pieces: list[str]) -> bool:
    """Whether pieces match whatever is there."""
    return pieces in ([".", "*"], [".", "+"])


def literal_of(piece: str) -> str | None:
    """The character that a piece of a pattern stands for; None if it stands for something else."""
    if len(piece) == 2 and piece[0] == "\\":
        return None if piece[1].isalnum() else piece[1]
    return piece if len(piece) == 1 and piece not in _SPECIAL else None


def without_needless_escapes(pattern: str) -> str:
    r"""A pattern with `"`, `'` and `/` instead of `\"`, `\'` and `\/`."""
    pieces = _PIECE.findall(pattern)
    return "".join(piece[1] if piece in _NEEDLESS else piece for piece in pieces)


def with_leading_group(pattern: str, name: str) -> str | None:
    """A pattern for whole texts that names what stands before its first dash.

    Returns:
        The pattern; None if it does not begin with anything and a dash.
    """
    pieces = _PIECE.findall(pattern)
    if not is_anything(pieces[:2]) or pieces[2:3] != ["-"] or _groups(pieces):
        return None
    return f"(?<{name}>.+){''.join(pieces[2:])}"


def is_line_bound(pattern: str) -> bool:
    """Whether a pattern has `^` or `$`, which are ends of lines for the editor `regex`."""
    return bool({"^", "$"}.intersection(_PIECE.findall(pattern)))


def _stands_alone(behind: list[str]) -> bool:
    """Whether what precedes pieces is not repeated by them, at once or behind a flag."""
    return behind[:1] not in REPEATS and (behind[:1] != ["(?"] or behind[1:] == [":"])


def _groups(pieces: list[str]) -> list[int]:
    """Where the groups that capture begin."""
    return [at for at, piece in enumerate(pieces) if piece == "(" or group_name(piece)]


def _renamed(piece: str, renamed: Callable[[str], str | None]) -> str:
    old = group_name(piece)
    if old is None:
        return piece
    new = renamed(old)
    return "(?:" if new is None else f"(?<{new}>"
