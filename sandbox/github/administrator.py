"""What people do on GitHub's pages, for tests: settings, checks, reviews, closing, merging."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sandbox.github.branch_rules import MergeMethod
from sandbox.github.labels import DEFAULT_COLOR, Label
from sandbox.github.pull_requests import merge_queue
from sandbox.github.pull_requests.forks import propose_from_fork
from sandbox.github.pull_requests.merging import merge
from sandbox.github.pull_requests.notice import notice
from sandbox.github.pull_requests.pull_request import MergeWish, PullRequest

if TYPE_CHECKING:
    from sandbox.github.host import GitHub
    from sandbox.github.hosted_repository import HostedRepository
    from sandbox.github.tokens import Account


@dataclass(frozen=True)
class Administrator:
    """The people of one repository."""

    _github: "GitHub"
    _hosted: "HostedRepository"

    def allow_auto_merge(self, *, allowed: bool = True) -> None:
        """Let pull requests wait for being merged, or not."""
        self._hosted.settings.allow_auto_merge = allowed

    def allow_merge_methods(self, *methods: MergeMethod) -> None:
        """Allow these ways of merging and no other."""
        self._hosted.settings.merge_methods = frozenset(methods)

    def delete_branches_on_merge(self, *, deleted: bool = True) -> None:
        """Let a pull request's branch go when it is merged, or not."""
        self._hosted.settings.delete_branch_on_merge = deleted

    def delay_mergeability(self, reads: int) -> None:
        """Let GitHub not know, the next few times, whether a pull request can be merged.

        On github.com that is found out in the background, and `UNKNOWN` until then.
        """
        self._hosted.pulls.unknown_reads = reads

    def add_label(self, name: str, color: str = DEFAULT_COLOR) -> Label:
        """Make a label."""
        return self._hosted.labels.add(name, color)

    def add_collaborator(self, login: str) -> "Account":
        """Let somebody work with the repository."""
        account = self._github.add_user(login)
        if account not in self._hosted.collaborators:
            self._hosted.collaborators.append(account)
        return account

    def report_check(
        self, commit: str, context: str, state: Literal["pending", "success", "failure"]
    ) -> None:
        """Report a status of a commit; whatever waited for it happens at once."""
        self._hosted.checks.setdefault(commit, {})[context] = state
        self._notice(None)

    def approve(self, number: int, login: str) -> None:
        """Let somebody approve the head of a pull request.

        Raises:
            ValueError: It is its author, who cannot.
        """
        pull, account = self.pull_request(number), self._github.add_user(login)
        if account == pull.author:
            raise ValueError("Can not approve your own pull request")
        pull.approvals[account.login] = pull.head_oid
        pull.reviewers = [reviewer for reviewer in pull.reviewers if reviewer != account]
        self._notice(account)

    def propose_from_fork(self, login: str, branch: str, files: Mapping[str, bytes]) -> PullRequest:
        """Let a stranger fork it and propose a commit from a branch there."""
        return propose_from_fork(self._github, self._hosted, login, branch, files)

    def close(self, number: int, login: str) -> None:
        """Let somebody close a pull request."""
        self.pull_request(number).close(self._github.add_user(login), self._github.clock())

    def merge(self, number: int, login: str, method: MergeMethod = "MERGE") -> None:
        """Let somebody merge a pull request.

        Raises:
            TypedError: It cannot be.
        """
        account = self._github.add_user(login)
        wish = MergeWish(method, account, self._github.clock())
        merge(self._hosted, self.pull_request(number), wish)
        self._notice(account)

    def run_merge_queue(self, branch: str = "main") -> None:
        """Let the merge queue of a branch merge what waits in it."""
        bot = self._github.add_user("github-merge-queue[bot]")
        merge_queue.run(self._hosted, branch, bot, self._github.clock())
        self._notice(bot)

    def pull_request(self, number: int) -> PullRequest:
        """The pull request of a number, as it is now.

        Raises:
            KeyError: There is none.
        """
        self._notice(None)
        found = self._hosted.pulls.numbered(number)
        if found is None:
            raise KeyError(number)
        return found

    def _notice(self, actor: "Account | None") -> None:
        notice(self._hosted, actor, self._github.clock())
