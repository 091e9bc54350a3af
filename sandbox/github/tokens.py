"""Who may ask, and for what: the users of a GitHub and their tokens.

Source for the forms of tokens: "Behind GitHub's new authentication token formats" (GitHub's blog)
and, for the long `ghs_`, the announcement of April 2026. Nobody should look into any of them.
"""

import secrets
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

type Kind = Literal["fine-grained", "classic", "installation", "app"]
_LEVELS = ("read", "write", "admin")
_WRITING = ("write", "admin")
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Account:
    """A person, an organization, or the bot of an App (`name[bot]`)."""

    id: int
    login: str
    name: str
    email: str


@dataclass(frozen=True)
class Team:
    """A team of an organization."""

    id: int
    organization: str
    slug: str
    name: str


@dataclass(frozen=True)
class Token:
    """A credential, of one account."""

    account: Account
    kind: Kind
    permissions: Mapping[str, str]
    """Such as `{"contents": "write"}`. A classic token has scopes instead: `repo`."""
    repositories: frozenset[str] | None
    """The names (`owner/name`, in lower case) that it may see, None for all."""
    value: str = field(repr=False)
    expires_at: float | None = None
    """In seconds since 1970; None for never."""
    installation_id: int | None = None
    """Whose token it is, if an installation's that GitHub knows."""
    owner: str | None = None
    """The only account whose repositories it sees, None for all."""

    def sees(self, repository: str) -> bool:
        """Whether the repository exists at all for this token."""
        name = repository.lower()
        if self.owner is not None and not name.startswith(f"{self.owner.lower()}/"):
            return False
        return self.repositories is None or name in self.repositories

    def may_read(self, permission: str) -> bool:
        """Whether it has the permission, such as `contents`."""
        return self.kind == "classic" or permission in self.permissions

    def may_write(self, permission: str) -> bool:
        """Whether it has the permission for writing."""
        return self.kind == "classic" or self.permissions.get(permission) in _WRITING


def new_token(
    account: Account,
    kind: Kind,
    permissions: Mapping[str, str],
    repositories: Collection[str] | None,
) -> Token:
    """A token with a fresh secret value, which never expires.

    Raises:
        ValueError: An unknown level of a permission.
    """
    wrong = {name: level for name, level in permissions.items() if level not in _LEVELS}
    if wrong:
        raise ValueError(f"a permission is for read or for write, not {wrong}")
    seen = None if repositories is None else frozenset(name.lower() for name in repositories)
    return Token(account, kind, dict(permissions), seen, _value(kind))


def _value(kind: Kind) -> str:
    match kind:
        case "classic":
            return f"ghp_{_random(36)}"
        case "fine-grained":
            return f"github_pat_{_random(22)}_{_random(59)}"
        case "app":
            return ""
        case "installation":
            return f"ghs_{_random(36)}.{_random(390)}.{_random(86)}"


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
