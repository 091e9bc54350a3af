"""Accounts, and the people that commits name."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Self

from pygit2 import Signature

from sandbox.github.call import Call
from sandbox.github.node_ids import node_id
from sandbox.github.tokens import Account


@dataclass(frozen=True)
class User:
    """`User`: an account."""

    id: str
    database_id: int
    login: str
    name: str

    @classmethod
    def of(cls, account: Account) -> Self:
        """The account as GraphQL has it."""
        return cls(node_id("U", account.id), account.id, account.login, account.name)


@dataclass(frozen=True)
class GitActor:
    """`GitActor`: an author or a committer."""

    name: str
    email: str
    date: str
    user: User | None

    @classmethod
    def of(cls, signature: Signature, call: Call) -> Self:
        """What a commit says of a person."""
        account = call.github.account_by_email(signature.email)
        user = User.of(account) if account else None
        return cls(signature.name, signature.email, _local_time(signature), user)


def utc_time(seconds: float) -> str:
    """A time in seconds since 1970 as a `DateTime` of GraphQL and REST."""
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _local_time(signature: Signature) -> str:
    zone = timezone(timedelta(minutes=signature.offset))
    return datetime.fromtimestamp(signature.time, zone).isoformat().replace("+00:00", "Z")
