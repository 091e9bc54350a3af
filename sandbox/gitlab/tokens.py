"""Who may ask, and for what: the users of a GitLab and their access tokens.

Sources: "Personal access tokens", "Project access tokens" and "Group access tokens" (GitLab's
documentation) for scopes and the names of bot users. Nobody should look into a token.
"""

import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass, field

SCOPES = frozenset(
    {"api", "read_api", "read_user", "read_repository", "write_repository", "self_rotate"}
)
_LETTERS = string.ascii_letters + string.digits + "-_"
_LENGTH = 20


@dataclass(frozen=True)
class User:
    """A person, or the bot of a project's or a group's token."""

    id: int
    username: str
    name: str
    email: str
    bot: bool = False


@dataclass
class Token:
    """A credential of one user."""

    id: int
    name: str
    user: User
    scopes: frozenset[str]
    created_at: float
    expires_at: float
    """When it stops being worth anything, in seconds since 1970."""
    value: str = field(repr=False)
    revoked: bool = False

    def is_expired(self, now: float) -> bool:
        """Whether its time is over."""
        return self.expires_at <= now

    def may_clone(self) -> bool:
        """Whether git may read with it."""
        return bool(self.scopes & {"api", "read_repository", "write_repository"})

    def may_push(self) -> bool:
        """Whether git may write with it."""
        return bool(self.scopes & {"api", "write_repository"})


def new_value() -> str:
    """A fresh secret in the form of GitLab's."""
    return "glpat-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def checked_scopes(scopes: Collection[str]) -> frozenset[str]:
    """The scopes of a token.

    Raises:
        ValueError: There is no such scope.
    """
    if unknown := set(scopes) - SCOPES:
        raise ValueError(f"GitLab has no scopes {sorted(unknown)}, or the sandbox does not")
    return frozenset(scopes)
