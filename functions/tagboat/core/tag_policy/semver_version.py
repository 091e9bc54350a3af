"""Versions as Masterminds/semver v3 reads them: the dialect of Flux, Helm, Kargo and updatecli."""

from collections.abc import Sequence

import re2
from msgspec import Struct

_LONGEST = 128  # As many characters as a tag may have.

# "Semantic Versioning 2.0.0", sections 9 and 10: identifiers between dots. Only a number of a
# prerelease has no leading zero. A tag cannot hold the + of metadata; the _ that Helm writes in its
# place is no part of the dialect.
_IDENTIFIER = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_PRERELEASE = rf"-({_IDENTIFIER}(?:\.{_IDENTIFIER})*)"
_METADATA = r"\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
SUFFIX = f"(?:{_PRERELEASE})?(?:{_METADATA})?"
"""RE2 for what may follow the numbers; its one group is the prerelease."""

_VERSION = re2.compile(rf"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?{SUFFIX}")

type _Identifier = tuple[bool, int, str]  # Whether it is text, and the number or the text.


class Version(Struct, frozen=True, order=True):
    """A version without its metadata. Orders and equals as section 11 of SemVer 2.0.0 says."""

    numbers: tuple[int, int, int]
    is_release: bool
    """False for a prerelease, which comes before its release."""
    identifiers: tuple[_Identifier, ...]
    """What follows the first hyphen: numbers come before texts, and fewer before more."""

    @classmethod
    def of(cls, numbers: Sequence[str | None], prerelease: str | None) -> "Version":
        """Make a version of its parts.

        Args:
            numbers: The digits of major, minor and patch; None for 0.
            prerelease: Identifiers between dots; None for a release.
        """
        major, minor, patch = (int(number or 0) for number in numbers)
        identifiers = prerelease.split(".") if prerelease else []
        return cls((major, minor, patch), not identifiers, tuple(map(_identifier, identifiers)))


def _identifier(text: str) -> _Identifier:
    return (False, int(text), "") if text.isdigit() else (True, 0, text)


def parse(text: str) -> Version | None:
    """Read a version, such as `1.4.0`, `v1.4`, `2024.01.15` or `1.4.0-rc.1+b7`; None if it is none.

    As `NewVersion` of the dialect does: a `v` may lead, missing numbers are 0, zeros may pad.
    """
    if len(text) > _LONGEST or not text.isascii():
        return None
    match = _VERSION.fullmatch(text)
    return Version.of(match.groups()[:3], match[4]) if match else None
