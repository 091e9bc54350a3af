"""The image repositories of all rules in parts, each of which can be chosen from by itself.

The images of all of them at once would take more memory than a function has.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from msgspec import Struct

from tagboat.core.registry import ImageRepository
from tagboat.core.rules.rule import RuleSet

AT_ONCE = 10
"""Image repositories of a part, unless they move together."""

# 2**32 divided by the golden ratio: the fractional parts of its multiples are spread evenly,
# whatever the stride is (Knuth, "The Art of Computer Programming", 6.4).
_SPREAD, _WHOLE = 2_654_435_769, 2**32


class Part(Struct, frozen=True):
    """Image repositories that are listed at once."""

    repositories: tuple[ImageRepository, ...]
    is_together: bool = False
    """Whether images of theirs move together: some without the others tell nothing."""


def parts(repositories: Sequence[ImageRepository], rules: RuleSet) -> list[Part]:
    """Divide image repositories: those whose images move together first, the others by tens."""
    found: list[Part] = []
    left = list(repositories)
    for names in _moving_together(rules):
        some = tuple(one for one in left if one.name in names)
        left = [one for one in left if one.name not in names]
        if some:
            found.append(Part(some, is_together=True))
    return found + [Part(some) for some in batched(left, AT_ONCE, strict=False)]


def in_turn(some: Sequence[Part], now: datetime) -> list[Part]:
    """Begin elsewhere each minute, so that all have their turn where time is short.

    Nothing is remembered for that: whatever the schedule is, each part comes first at times.
    """
    minute = int(now.timestamp()) // 60
    first = minute * _SPREAD % _WHOLE * len(some) // _WHOLE
    return [*some[first:], *some[:first]]


def _moving_together(rules: RuleSet) -> list[frozenset[str]]:
    """The names of image repositories by groups, joined where groups share one."""
    found: list[frozenset[str]] = []
    for group in rules.groups:
        names = frozenset(member.repository for member in group.members)
        shared = [one for one in found if one & names]
        found = [one for one in found if one not in shared]
        found.append(names.union(*shared))
    return found
