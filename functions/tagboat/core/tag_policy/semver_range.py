"""Ranges of versions in the dialect of Masterminds/semver v3, as its README describes them.

Two accidents of that library are left out: what an operator such as `^` makes of a lone `*` is an
error here, and `!=1.2.3` alone admits prereleases no more than `!=1.2` does.
"""

import re2

from tagboat.core.tag_policy.semver_comparison import Comparison
from tagboat.core.tag_policy.semver_version import SUFFIX, Version

_LONGEST = 1000

_SPACE = " \t\n\f\r"  # What \s is to RE2.
_NUMBER = r"([0-9]+|[xX*])"
_PARTIAL = rf"v?{_NUMBER}(?:\.{_NUMBER})?(?:\.{_NUMBER})?{SUFFIX}"
_OPERATOR = r"(!=|>=|=>|<=|=<|~>|[=<>~^])?"
_END = r"(\s*,\s*|\s+|$)"
_MEMBER = re2.compile(rf"{_OPERATOR}\s*{_PARTIAL}(\s+-\s+{_PARTIAL})?{_END}")
_FIRST_WORDS = re2.compile(r"[=<>~^!|]*\s*[^\s,]*")

_ALIASES = {"=>": ">=", "=<": "<=", "~>": "~"}
_FITS_ANY_VERSION = {"=", "~", ">="}
_NOT_GIVEN = (None, "x", "X", "*")

_POSSIBLE = (
    "A range has versions such as 1.4.0, 1.4 or 1.x, with = != > >= < <= ~ or ^ before them,"
    " or two around ' - '; spaces or commas between them mean and, || means or"
)

type _Partial = tuple[str | None, ...]  # Major, minor and patch as written, and a prerelease.
type _Group = tuple[Comparison, ...]  # A version has to fit all of them.


class Range:
    """A set of versions, such as `^1.2.0`, `>=1.2 <2.0` or `1.x || 3.1 - 3.4`.

    Prereleases are in it only where one of the members between two `||` names one: `^1.2.0` has
    none, `^1.2.0-0` has all of `1.2.0` and later, and so has `>=1.2.0-0 <2`.
    """

    def __init__(self, text: str) -> None:
        """Read a range.

        Raises:
            ValueError: It is not one; the message quotes the part that is wrong.
        """
        if len(text) > _LONGEST:
            raise ValueError(
                f"The range {text[:40]!r}... is longer than {_LONGEST:,} characters; write fewer"
                " members"
            )
        if not text.strip(_SPACE):
            raise ValueError("The range is empty; write * for any release, or such as ^1.2.0")
        if not text.isascii():
            raise _wrong(next(character for character in text if not character.isascii()), text)
        self.text = text
        self._groups = tuple(_group(part, text) for part in text.split("||"))
        self.names_prerelease = any(map(_names_prerelease, self._groups))

    def contains(self, version: Version, *, prereleases: bool = False) -> bool:
        """Whether a version is in it.

        Args:
            version: The version.
            prereleases: Whether to admit prereleases although the range names none.
        """
        return any(
            (version.is_release or prereleases or _names_prerelease(group))
            and all(member.contains(version) for member in group)
            for group in self._groups
        )


def _names_prerelease(group: _Group) -> bool:
    return any(not member.floor.is_release for member in group)


def _group(part: str, text: str) -> _Group:
    members: list[Comparison] = []
    whole = rest = part.strip(_SPACE)
    is_joined = True
    while rest or is_joined:
        match = _MEMBER.match(rest)
        if match is None:
            raise _wrong(_FIRST_WORDS.match(rest)[0] or rest or whole or "||", text)
        operator, low, hyphen, high = match[1], match.groups()[1:5], match[6], match.groups()[6:10]
        try:
            members += _between(operator, low, high) if hyphen else [_comparison(operator, low)]
        except ValueError as error:
            raise _wrong(match[0].strip(_SPACE + ","), text, str(error)) from error
        rest, is_joined = rest[match.end() :], bool(match[11])
    return tuple(members)


def _between(operator: str | None, low: _Partial, high: _Partial) -> list[Comparison]:
    if operator:
        raise ValueError(f"Leave out {operator}, or write two members, such as >=1.2 <=1.4")
    return [_comparison(">=", low), _comparison("<=", high)]


def _comparison(operator: str | None, partial: _Partial) -> Comparison:
    *numbers, prerelease = partial
    given = next((n for n, number in enumerate(numbers) if number in _NOT_GIVEN), len(numbers))
    name = _ALIASES.get(operator or "=", operator or "=")
    if given == 0 and name not in _FITS_ANY_VERSION:
        # Masterminds/semver, issue 317: there ^* is 0.0.0 alone, which nobody means.
        raise ValueError("Write * alone for any release, or give the first number")
    kept = [number if n < given else None for n, number in enumerate(numbers)]
    return Comparison(name, Version.of(kept, prerelease), given)


def _wrong(part: str, text: str, advice: str = _POSSIBLE) -> ValueError:
    where = "" if part == text.strip(_SPACE) else f": {part!r} is wrong in it"
    return ValueError(f"{text!r} is not a range of versions{where}. {advice}")
