"""What a GitHub knows: accounts, tokens, repositories, rules, limits, and what was asked of it."""

import time
from collections.abc import Callable, Collection, Mapping
from itertools import count
from pathlib import Path
from threading import Lock

from sandbox.git_repository import GitRepository
from sandbox.github.administrator import Administrator
from sandbox.github.branch_rules import PULL_REQUEST_NEEDED, Requirements, Rule
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.labels import Labels
from sandbox.github.push_rules import enforce_on_push
from sandbox.github.rate_limits import Limits, RateLimits
from sandbox.github.tokens import Account, Kind, Team, Token, new_token
from sandbox.interruptions import Interruptions
from sandbox.request_log import RequestLog

_WRITE_CONTENTS = {"contents": "write"}
_NOTHING = Requirements()


class GitHub:
    """A GitHub of one's own, with its repositories in a folder. Serve it with GitHubServer.

    Args:
        folder: Where the repositories are kept, as `owner/name.git`.
        limits: What a user may take before the rate limits stop them.
        clock: The time, in seconds since 1970: of commits and of the limits.

    Attributes:
        log: What was asked, in the order of the answers.
        interruptions: Actions before the next operation of a name: a root field of GraphQL
            (`repository`, `createCommitOnBranch`), the id of a REST operation (`repos/get`), or
            one of two moments inside a commit, `createCommitOnBranch/update-ref` (it is written,
            the branch not yet moved) and `createCommitOnBranch/answer` (the branch is moved, nobody
            told), which REST has as `git/update-ref/move` and `git/update-ref/answer`. An action
            may raise an Answer or, in GraphQL, a TypedError.
        rate_limits: The counters of every user.
    """

    def __init__(
        self, folder: Path, *, limits: Limits | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.log = RequestLog()
        self.interruptions = Interruptions()
        self.rate_limits = RateLimits(limits or Limits())
        self.clock = clock
        self._folder = folder
        self._accounts: dict[str, Account] = {}
        self._tokens: dict[str, Token] = {}
        self._organizations: set[str] = set()
        self._teams: dict[str, Team] = {}
        self._repositories: dict[str, HostedRepository] = {}
        self._account_ids, self._repository_ids = count(40_000_001), count(700_000_001)
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

    def add_token(
        self,
        login: str,
        permissions: Mapping[str, str] = _WRITE_CONTENTS,
        repositories: Collection[str] | None = None,
        *,
        kind: Kind = "fine-grained",
    ) -> str:
        """Make a token of a user, who is made too if need be.

        Args:
            login: Whose it is; `name[bot]` for a kind of `installation`.
            permissions: What it is for. A `classic` token has the scope `repo` instead.
            repositories: The names (`owner/name`) that it sees, None for all.
            kind: `fine-grained` (github_pat_…), `classic` (ghp_…) or `installation` (ghs_…).

        Returns:
            The secret value.
        """
        account = self.add_user(login)
        token = new_token(account, kind, permissions, repositories)
        with self._lock:
            self._tokens[token.value] = token
        return token.value

    def revoke(self, token: str) -> None:
        """Make a token worthless.

        Raises:
            KeyError: There is no such token.
        """
        with self._lock:
            del self._tokens[token]

    def create_repository(
        self, full_name: str, branch: str = "main", *, private: bool = True
    ) -> GitRepository:
        """Make an empty repository `owner/name` whose default branch is called `branch`.

        Raises:
            FileExistsError: There is one of that name.
        """
        login, _, name = full_name.partition("/")
        owner = self.add_user(login)
        git = GitRepository.create(self._folder / login / f"{name}.git", branch=branch)
        with self._lock:
            id_ = next(self._repository_ids)
            hosted = HostedRepository(id_, owner, name, private, git, Labels(id_))
            self._repositories[full_name.lower()] = hosted
        return git

    def protect(
        self,
        full_name: str,
        branch: str,
        *,
        why: str = PULL_REQUEST_NEEDED,
        requirements: Requirements = _NOTHING,
        bypass: Collection[str] = (),
    ) -> None:
        """Give a branch classic protection, which refuses every writer but those of `bypass`."""
        hosted = self.named(full_name)
        hosted.protections[branch] = Rule(branch, why, requirements, _logins(bypass))
        enforce_on_push(hosted)

    def add_ruleset(
        self,
        full_name: str,
        branches: str,
        *,
        violation: str = PULL_REQUEST_NEEDED,
        requirements: Requirements = _NOTHING,
        bypass: Collection[str] = (),
    ) -> None:
        """Add a ruleset that refuses whoever writes to a branch that the glob `branches` names.

        Args:
            full_name: The repository's `owner/name`.
            branches: The glob.
            violation: What it says.
            requirements: What pull requests must fulfil.
            bypass: The logins of those whom it does not bind.
        """
        hosted = self.named(full_name)
        hosted.rulesets.append(Rule(branches, violation, requirements, _logins(bypass)))
        enforce_on_push(hosted)

    def token(self, value: str) -> Token | None:
        """The token of a secret value, None when there is none (any more)."""
        with self._lock:
            return self._tokens.get(value)

    def repository(self, full_name: str) -> HostedRepository | None:
        """The repository of that name, in upper or lower case; None when there is none."""
        with self._lock:
            return self._repositories.get(full_name.lower())

    def repository_by_id(self, id_: int) -> HostedRepository | None:
        """The repository of that number; None when there is none."""
        with self._lock:
            return next((r for r in self._repositories.values() if r.id == id_), None)

    def account_by_email(self, email: str) -> Account | None:
        """The account whose commits show that address; None when nobody's do."""
        with self._lock:
            return next((a for a in self._accounts.values() if a.email == email), None)

    def account(self, login: str) -> Account | None:
        """The account of a login; None when there is none."""
        with self._lock:
            return self._accounts.get(login.lower())

    def account_by_id(self, id_: int) -> Account | None:
        """The account of that number; None when there is none."""
        with self._lock:
            return next((a for a in self._accounts.values() if a.id == id_), None)

    def add_team(self, organization: str, slug: str) -> Team:
        """Make a team of an organization, which is made too if need be."""
        self.add_organization(organization)
        with self._lock:
            team = Team(next(self._account_ids), organization, slug, slug)
            self._teams[f"{organization}/{slug}".lower()] = team
            return team

    def add_organization(self, login: str) -> Account:
        """Make an organization, or say that the account of that login is one."""
        account = self.add_user(login)
        self._organizations.add(account.login)
        return account

    def is_organization(self, account: Account) -> bool:
        """Whether an account is an organization's."""
        return account.login in self._organizations

    def team(self, organization: str, slug: str) -> Team | None:
        """The team of an organization; None when there is none."""
        with self._lock:
            return self._teams.get(f"{organization}/{slug}".lower())

    def team_by_id(self, id_: int) -> Team | None:
        """The team of that number; None when there is none."""
        with self._lock:
            return next((t for t in self._teams.values() if t.id == id_), None)

    def administer(self, full_name: str) -> Administrator:
        """What people do with a repository on GitHub's pages: settings, checks, reviews.

        Raises:
            KeyError: There is no such repository.
        """
        return Administrator(self, self.named(full_name))

    def named(self, full_name: str) -> HostedRepository:
        """The repository of that name.

        Raises:
            KeyError: There is none.
        """
        if found := self.repository(full_name):
            return found
        raise KeyError(full_name)


def _logins(names: Collection[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)
