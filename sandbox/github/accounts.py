"""The people, organizations, teams and bots of a GitHub."""

from itertools import count
from threading import Lock

from sandbox.github.tokens import Account, Team


class Accounts:
    """All of them. Safe to share between threads."""

    def __init__(self) -> None:
        self._accounts: dict[str, Account] = {}
        self._organizations: set[str] = set()
        self._teams: dict[str, Team] = {}
        self._account_ids = count(40_000_001)
        self._lock = Lock()

    def add_user(self, login: str, *, name: str = "", email: str = "") -> Account:
        """Make an account, or find the one of that login.

        Args:
            login: A person's or an organization's, or `name[bot]` for an App's.
            name: As commits show it; the login if empty.
            email: As commits show it; GitHub's noreply address if empty.
        """
        with self._lock:
            if known := self._accounts.get(login.lower()):
                return known
            id_ = next(self._account_ids)
            email = email or f"{id_}+{login}@users.noreply.github.com"
            account = self._accounts[login.lower()] = Account(id_, login, name or login, email)
            return account

    def add_organization(self, login: str) -> Account:
        """Make an organization, or say that the account of that login is one."""
        account = self.add_user(login)
        self._organizations.add(account.login)
        return account

    def add_team(self, organization: str, slug: str) -> Team:
        """Make a team of an organization, which is made too if need be."""
        self.add_organization(organization)
        with self._lock:
            team = Team(next(self._account_ids), organization, slug, slug)
            self._teams[f"{organization}/{slug}".lower()] = team
            return team

    def is_organization(self, account: Account) -> bool:
        """Whether an account is an organization's."""
        return account.login in self._organizations

    def account(self, login: str) -> Account | None:
        """The account of a login; None when there is none."""
        with self._lock:
            return self._accounts.get(login.lower())

    def account_by_id(self, id_: int) -> Account | None:
        """The account of that number; None when there is none."""
        with self._lock:
            return next((a for a in self._accounts.values() if a.id == id_), None)

    def account_by_email(self, email: str) -> Account | None:
        """The account whose commits show that address; None when nobody's do."""
        with self._lock:
            return next((a for a in self._accounts.values() if a.email == email), None)

    def team(self, organization: str, slug: str) -> Team | None:
        """The team of an organization; None when there is none."""
        with self._lock:
            return self._teams.get(f"{organization}/{slug}".lower())

    def team_by_id(self, id_: int) -> Team | None:
        """The team of that number; None when there is none."""
        with self._lock:
            return next((t for t in self._teams.values() if t.id == id_), None)
