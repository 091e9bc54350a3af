"""Which plain texts YAML takes for something else than text.

Readers differ: "YAML 1.1: Language-Independent Types" knows `on`, `1_000`, `0123` and `12:30`,
"YAML 1.2: Core Schema" knows `0o17`; Go's yaml.v3 drops every `_` of a number before it looks, and
Ruby's Psych every comma. A value counts as text only if it does everywhere.
"""

import re

_LARGEST_EXACT = 2**53
"""Readers that have no whole numbers keep them as floats, exact up to here."""
_KINDS = {
    "null": r"~|null|Null|NULL|",
    "bool": r"y|Y|n|N|(?:yes|no|true|false|on|off)",
    "int": r"[-+]?(?:0[bB][01_]+|0[oO]?[0-7_]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)",
    "float": r"[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    "base 60": r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
    "time": r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9:.]+[ \t]*(?:Z|[-+][0-9:]+)?)?",
    "merge": r"<<",
    "default": r"=",
}
_CASELESS = {"bool"}
_PATTERNS = {
    kind: re.compile(pattern, re.IGNORECASE if kind in _CASELESS else 0)
    for kind, pattern in _KINDS.items()
}
_EVERYWHERE = {
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?(?:0|[1-9][0-9]*)|0[0-7]+|0x[0-9a-fA-F]+"),
    "float": re.compile(r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?|\.[0-9]+"),
}
"""How a value is spelled that has its kind for every reader, not for some of them."""
_DROPPED = str.maketrans("", "", "_,")
_LONGEST = 1_000


def kind_of(plain: str) -> str:
    """What a plain scalar is: `text`, or the first other kind that any reader takes it for."""
    if len(plain) > _LONGEST:
        return "long"  # It may be a number, and quotes do no harm.
    spelled = [plain]
    if plain[:1] in tuple("0123456789+-."):
        spelled.append(plain.translate(_DROPPED))
    kinds = (
        kind for one in spelled for kind, pattern in _PATTERNS.items() if pattern.fullmatch(one)
    )
    return next(kinds, "text")


def stays_plain(new: str, old: str) -> bool:
    """Whether a plain value may be plain again: as text, or as the same kind and spelled the same.

    `1.9` may become `1.8`, but not `1.10`, which would be read as 1.1; nor may `yes`, which is text
    in YAML 1.2, become `true`.
    """
    kind = kind_of(new)
    return kind == "text" or (_has_kind_everywhere(old, kind) and _reads_back(new, kind))


def _has_kind_everywhere(plain: str, kind: str) -> bool:
    pattern = _EVERYWHERE.get(kind)
    return pattern is not None and len(plain) <= _LONGEST and pattern.fullmatch(plain) is not None


def _reads_back(plain: str, kind: str) -> bool:
    if kind == "int":
        return plain.isdecimal() and str(int(plain)) == plain and int(plain) <= _LARGEST_EXACT
    if kind == "float":
        # Where numbers have no trailing zeros, as in JavaScript and Go, 2.0 is written as 2.
        plainly = re.fullmatch(r"[0-9]{1,8}\.[0-9]{0,6}[1-9]", plain)
        return plainly is not None and repr(float(plain)) == plain
    return plain in ("true", "false")
