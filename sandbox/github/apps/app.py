"""An App and its installations.

Source: "About creating GitHub Apps" and "Choosing permissions for a GitHub App" (GitHub's
documentation).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from sandbox.github.tokens import Account

type Level = Literal["read", "write", "admin"]
_LEVELS = ("read", "write", "admin")


@dataclass(frozen=True)
class App:
    """An App, which signs with the private half of a key that GitHub made for it."""

    id: int
    client_id: str
    slug: str
    bot: Account
    """`slug[bot]`, who writes what its installations write."""
    public_keys: tuple[RSAPublicKey, ...]
    permissions: Mapping[str, str]


@dataclass
class Installation:
    """An App on an account's repositories."""

    id: int
    app: App
    account: Account
    permissions: Mapping[str, str]
    """What the account has granted."""
    repositories: frozenset[str] | None
    """The names (`owner/name`, in lower case) it is for, None for all of the account's."""
    created_at: float
    is_suspended: bool = False

    def sees(self, full_name: str) -> bool:
        """Whether it is for that repository."""
        name = full_name.lower()
        is_theirs = name.startswith(f"{self.account.login.lower()}/")
        return is_theirs and (self.repositories is None or name in self.repositories)

    def grants(self, permission: str, level: str) -> bool:
        """Whether it has a permission, at that level or above it."""
        if permission == "metadata" and level == "read":
            return True
        granted = self.permissions.get(permission)
        return granted is not None and _LEVELS.index(level) <= _LEVELS.index(granted)
