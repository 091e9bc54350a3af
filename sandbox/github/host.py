"""What a GitHub knows: accounts, tokens, repositories, rules, limits, and what was asked of it."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from sandbox.git_repository import GitRepository
from sandbox.github.accounts import Accounts
from sandbox.github.administrator import Administrator
from sandbox.github.apps.registry import Apps
from sandbox.github.branch_rules import PULL_REQUEST_NEEDED, Requirements, Rule
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.labels import Labels
from sandbox.github.push_rules import enforce_on_push
from sandbox.github.rate_limits import Limits, RateLimits
from sandbox.github.tokens import Kind, Token, new_token
from sandbox.interruptions import Interruptions
from sandbox.push_listeners import PushListeners
from sandbox.request_log import RequestLog

_WRITE_CONTENTS = {"contents": "write"}
_NOTHING = Requirements()


class GitHub(Accounts):
    """A GitHub of one's own, with its repositories in a folder. Serve it with GitHubServer.

    Args:
        folder: Where the repositories are kept, as `owner/name.git`.
        limits: What a user may take before the rate limits stop them.
        clock: The time, in seconds since 1970: of commits and of the limits.

    Attributes:
        log: What was asked, in the order of the answers.
        interruptions: Actions before the next operation of a name: a root field of GraphQL
            (`repository`, `createCommitOnBranch`), the id of a REST operation (`repos/get`), or
            such a name with `/answer` of whatever writes (it is done, nobody told). Some have
            a moment before their last step: `createCommitOnBranch/update-ref`,
            `mergePullRequest/update-ref` and `git/update-ref/move` (the commit is written, the
            branch not yet moved). An action may raise an Answer or, in GraphQL, a TypedError.
        rate_limits: The counters of every user.
        apps: The Apps and where they are installed.
        pushes: Who hears of what is pushed.
    """

    def __init__(
        self, folder: Path, *, limits: Limits | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self.log = RequestLog()
        self.interruptions = Interruptions()
        self.rate_limits = RateLimits(limits or Limits())
        self.clock = clock
        self.apps = Apps(self)
        self._folder = folder
        self._tokens: dict[str, Token] = {}
        self._repositories: dict[str, HostedRepository] = {}
        self.pushes = PushListeners()
        self._repository_ids = count(700_000_001)

    def add_token(
        self,
        login: str,
        permissions: Mapping[str, str] = _WRITE_CONTENTS,
        repositories: Collection[str] | None = None,
        *,
        kind: Kind = "fine-grained",
        expires_at: float | None = None,
    ) -> str:
        """Make a token of a user, who is made too if need be.

        Args:
            login: Whose it is; `name[bot]` for a kind of `installation`.
            permissions: What it is for. A `classic` token has the scope `repo` instead.
            repositories: The names (`owner/name`) that it sees, None for all.
            kind: `fine-grained` (github_pat_…), `classic` (ghp_…) or `installation` (ghs_…).
            expires_at: When it ends, in seconds since 1970; None for never.

        Returns:
            The secret value.
        """
        account = self.add_user(login)
        made = new_token(account, kind, permissions, repositories)
        return self.keep(replace(made, expires_at=expires_at)).value

    def keep(self, token: Token) -> Token:
        """Let a token be used."""
        with self._lock:
            self._tokens[token.value] = token
        return token

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
        git = GitRepository.create(
            self._folder / login / f"{name}.git",
            branch=branch,
            moved=self.pushes.of(full_name),
        )
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
            found = self._tokens.get(value)
        return found if found and self._holds(found) else None

    def _holds(self, token: Token) -> bool:
        if token.expires_at is not None and token.expires_at <= self.clock():
            return False
        return token.installation_id is None or bool(self.apps.installation(token.installation_id))

    def repository(self, full_name: str) -> HostedRepository | None:
        """The repository of that name, in upper or lower case; None when there is none."""
        with self._lock:
            return self._repositories.get(full_name.lower())

    def repositories(self) -> list[HostedRepository]:
        """All of them, in the order in which they were made."""
        with self._lock:
            return list(self._repositories.values())

    def git_of(self, full_name: str) -> GitRepository | None:
        """The git repository of that name; None when there is none."""
        found = self.repository(full_name)
        return None if found is None else found.git

    def repository_by_id(self, id_: int) -> HostedRepository | None:
        """The repository of that number; None when there is none."""
        with self._lock:
            return next((r for r in self._repositories.values() if r.id == id_), None)

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
