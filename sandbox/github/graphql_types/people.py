"""Accounts, and the people that commits name."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Self

from pygit2 import Signature

from sandbox.github import tokens
from sandbox.github.call import Call
from sandbox.github.commit_refusals import not_accessible
from sandbox.github.node_ids import node_id
from sandbox.github.tokens import Account

_BOT = "[bot]"


class _Actor:
    """`Actor`: who has a page of its own, and a picture on it."""

    database_id: int
    login: str
    _call: Call

    def avatar_url(self) -> str:
        """Where the picture is."""
        return f"{self._call.url}/avatars/u/{self.database_id}"

    def resource_path(self) -> str:
        """The path of the page."""
        return f"/{self.login}"

    def url(self) -> str:
        """Where the page is."""
        return f"{self._call.url}{self.resource_path()}"


@dataclass(frozen=True)
class User(_Actor):
    """`User`: an account."""

    id: str
    database_id: int
    login: str
    name: str
    _call: Call = field(repr=False)

    @classmethod
    def of(cls, account: Account, call: Call) -> Self:
        """The account as GraphQL has it."""
        return cls(node_id("U", account.id), account.id, account.login, account.name, call)


@dataclass(frozen=True)
class Bot(_Actor):
    """`Bot`: an App's account, whose login has no `[bot]` in GraphQL."""

    id: str
    database_id: int
    login: str
    _call: Call = field(repr=False)

    @classmethod
    def of(cls, account: Account, call: Call) -> Self:
        """The account as GraphQL has it."""
        login = account.login.removesuffix(_BOT)
        return cls(node_id("BOT", account.id), account.id, login, call)

    def resource_path(self) -> str:
        """The path of the App's page."""
        return f"/apps/{self.login}"


@dataclass(frozen=True)
class Team:
    """`Team`."""

    id: str
    database_id: int
    name: str
    slug: str

    @classmethod
    def of(cls, team: tokens.Team) -> Self:
        """The team as GraphQL has it."""
        return cls(node_id("T", team.id), team.id, team.name, team.slug)


@dataclass(frozen=True)
class Organization(_Actor):
    """`Organization`."""

    id: str
    database_id: int
    login: str
    name: str
    _call: Call = field(repr=False)

    @classmethod
    def of(cls, account: Account, call: Call) -> Self:
        """The account as GraphQL has it."""
        return cls(node_id("O", account.id), account.id, account.login, account.name, call)

    def team(self, slug: str) -> Team | None:
        """A team of it, which takes the permission to see members; None when there is none."""
        if not self._call.token.may_read("members"):
            raise not_accessible(self._call.token)
        found = self._call.github.team(self.login, slug)
        return Team.of(found) if found else None


def actor_of(account: Account, call: Call) -> User | Bot:
    """Who did something."""
    return Bot.of(account, call) if account.login.endswith(_BOT) else User.of(account, call)


def owner_of(account: Account, call: Call) -> User | Organization:
    """Whose a repository is."""
    is_organization = call.github.is_organization(account)
    return Organization.of(account, call) if is_organization else User.of(account, call)


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
        user = User.of(account, call) if account else None
        return cls(signature.name, signature.email, _local_time(signature), user)


def utc_time(seconds: float) -> str:
    """A time in seconds since 1970 as a `DateTime` of GraphQL and REST."""
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"


def _local_time(signature: Signature) -> str:
    zone = timezone(timedelta(minutes=signature.offset))
    return datetime.fromtimestamp(signature.time, zone).isoformat().replace("+00:00", "Z")
