"""Branches that only some members may push to, or merge into.

Source: "Protected branches" and "Protected branches API" (GitLab's documentation).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.gitlab.access_levels import DEVELOPER, NO_ACCESS


@dataclass(frozen=True)
class ProtectedBranch:
    """Who may write to the branches of a name."""

    id: int
    name: str
    """A name, or with `*` for any characters."""
    push_level: int
    """The least level that may push; NO_ACCESS lets nobody."""
    merge_level: int
    allow_force_push: bool = False

    def covers(self, branch: str) -> bool:
        """Whether the branch is protected by it."""
        return bool(re.fullmatch(re.escape(self.name).replace(r"\*", ".*"), branch))


def may_push(protections: Iterable[ProtectedBranch], branch: str, level: int) -> bool:
    """Whether a member of that level may push to the branch: the kindest protection decides."""
    covering = [protection for protection in protections if protection.covers(branch)]
    if not covering:
        return level >= DEVELOPER
    return any(_reaches(level, protection.push_level) for protection in covering)


def may_merge(protections: Iterable[ProtectedBranch], branch: str, level: int) -> bool:
    """Whether a member of that level may merge into the branch; who may push may merge, too."""
    covering = [protection for protection in protections if protection.covers(branch)]
    return may_push(covering, branch, level) or any(
        _reaches(level, protection.merge_level) for protection in covering
    )


def _reaches(level: int, wanted: int) -> bool:
    return wanted != NO_ACCESS and level >= wanted
