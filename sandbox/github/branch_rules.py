"""What a repository demands of whoever writes to a branch or merges a pull request into it.

Sources: "About protected branches" and "Available rules for rulesets" (GitHub's documentation).
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

type MergeMethod = Literal["MERGE", "SQUASH", "REBASE"]

PULL_REQUEST_NEEDED = "Changes must be made through a pull request."
QUEUE_NEEDED = "Changes must be made through the merge queue"


@dataclass(frozen=True)
class Requirements:
    """What must be the case before a pull request is merged."""

    checks: tuple[str, ...] = ()
    """The contexts that must have succeeded on the head."""
    approvals: int = 0
    """How many people must have approved it; a push does not take that back."""
    merge_queue: bool = False
    merge_methods: tuple[MergeMethod, ...] = ("MERGE", "SQUASH", "REBASE")
    """What a ruleset allows, which can only be less than the repository does."""


@dataclass(frozen=True)
class Rule:
    """Classic protection, or a ruleset, of some branches."""

    branches: str
    """A name; of a ruleset also a glob, such as `release/*`."""
    violation: str
    """What GitHub says to whoever writes without a pull request."""
    requirements: Requirements = field(default_factory=Requirements)
    bypass: frozenset[str] = frozenset()
    """The logins, in lower case, of those whom it does not bind."""

    def binds(self, branch: str, login: str) -> bool:
        """Whether it holds for what an account does to a branch."""
        return fnmatchcase(branch, self.branches) and login.lower() not in self.bypass
