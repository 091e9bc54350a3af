"""Pull requests of an infra repo on each git host that has them: the person's side of them."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Protocol

from tagboat.core import errors
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import Commit, State
from tagboat.core.snapshot import File
from tests.contract.hosted import EXECUTABLE, FILE, Hosted, InMemory
from tests.in_memory_pull_requests import Asked


@dataclass(frozen=True)
class Shown:
    """A pull request as people see it on the host."""

    name: str
    state: State
    title: str
    body: str
    labels: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    assignees: frozenset[str] = frozenset()
    draft: bool = False
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """What a host has, or tells, and another has not: see `Proposal` for most of them."""

    methods: Set[MergeMethod] = frozenset(MergeMethod)
    labels: bool = True
    reviewers: bool = True
    assignees: bool = True
    drafts: bool = True
    authors: bool = True
    """Whether a commit is by the author that the rules name."""
    knows_people: bool = True
    """Whether a reviewer whom it does not know is noticed."""
    tells_who_ended: bool = True
    waits: bool = True
    """Whether a pull request can wait for its checks and merge itself then."""
    forks: bool = False
    """Whether pull requests can come from other repositories."""


class HostedPullRequests(Hosted, Protocol):
    """One empty-but-for-a-README infra repo, on a host that has pull requests.

    Nothing is in the way of a pull request until a test puts it there.
    """

    @property
    def abilities(self) -> Abilities: ...

    @property
    def reviewer(self) -> str:
        """The login of somebody who can be asked to review, or be assigned."""

    def push_to(self, branch: str, files: Mapping[str, bytes], message: str = "A person's") -> str:
        """A person's commit on a branch, which begins at main's head if it is not there."""

    def make_branch(self, branch: str, commit: str) -> None:
        """A person's branch at a commit of main."""

    def delete_branch(self, branch: str) -> None:
        """As a person would: an open pull request from it is closed by that, where hosts do so."""

    def log(self, branch: str) -> list[Commit]:
        """The commits that a branch leads to, newest first; none without such a branch."""

    def content_on(self, branch: str, path: str) -> bytes: ...

    def mode_on(self, branch: str, path: str) -> int: ...

    def pull_requests(self) -> list[Shown]:
        """All of them, oldest first."""

    def propose_as_a_person(self, branch: str, base: str) -> str:
        """A person's pull request between two branches; its name, such as `#1`."""

    def propose_from_a_fork(self, branch: str) -> str:
        """A stranger's pull request into main, from a branch of that name in another repository."""

    def close(self, name: str) -> None:
        """As a person would."""

    def merge(self, name: str) -> str:
        """As a person would, squashed; the id of main's commit. The branch stays."""

    def require_checks(self) -> None:
        """From now on a pull request can be merged only once its checks have passed."""

    def pass_checks(self) -> None:
        """All checks of all open pull requests pass, and what was waiting for them happens."""

    def forbid_auto_merge(self) -> None:
        """From now on nothing merges itself in this repository, and what waits is not set up."""

    def protect(self, branch: str) -> None:
        """From now on Tagboat may not write to this branch."""

    def forbid_proposals(self) -> None:
        """From now on the credentials may read, but not make or change pull requests."""

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        """Do something once the host has got a pull request or its commit, before it makes it."""

    def fail_next_proposal(self, how: str) -> None:
        """`throttled` or `unavailable`: nothing of it is done."""


class InMemoryPullRequests(InMemory):
    """The fake's."""

    abilities = Abilities(
        methods=frozenset(MergeMethod) - {MergeMethod.FAST_FORWARD}, knows_people=False
    )
    reviewer = "a-person"

    def __init__(self) -> None:
        super().__init__()
        self.git_host.pending = False
        self.git_host.methods -= {MergeMethod.FAST_FORWARD}

    def push_to(self, branch: str, files: Mapping[str, bytes], message: str = "A person's") -> str:
        self.git_host.branches.setdefault(branch, list(self.git_host.branches["main"]))
        changed = {path: File(content) for path, content in files.items()}
        return self.git_host.push(changed, branch, message)

    def make_branch(self, branch: str, commit: str) -> None:
        history = self.git_host.branches["main"]
        self.git_host.branches[branch] = history[: history.index(commit) + 1]

    def delete_branch(self, branch: str) -> None:
        self.git_host.delete_branch(branch)

    def log(self, branch: str) -> list[Commit]:
        history = self.git_host.branches.get(branch, [])
        return [self.git_host.commits_made[commit] for commit in reversed(history)]

    def content_on(self, branch: str, path: str) -> bytes:
        return self.git_host.content(path, branch)

    def mode_on(self, branch: str, path: str) -> int:
        tree = self.git_host.trees[self.git_host.branches[branch][-1]]
        return EXECUTABLE if tree[path].executable else FILE

    def pull_requests(self) -> list[Shown]:
        return [_shown(one) for one in self.git_host.pull_requests]

    def propose_as_a_person(self, branch: str, base: str) -> str:
        number = len(self.git_host.pull_requests) + 1
        head = self.git_host.branches[branch][-1]
        self.git_host.pull_requests.append(Asked(number, branch, base, "A person's", "", head))
        return f"#{number}"

    def propose_from_a_fork(self, branch: str) -> str:
        raise AssertionError(f"the fake has no forks to propose {branch} from")

    def close(self, name: str) -> None:
        self.git_host.close(_number(name))

    def merge(self, name: str) -> str:
        return self.git_host.merge(_number(name))

    def require_checks(self) -> None:
        self.git_host.pending = True

    def pass_checks(self) -> None:
        self.git_host.pass_checks()

    def forbid_auto_merge(self) -> None:
        self.git_host.methods.clear()

    def protect(self, branch: str) -> None:
        self.git_host.protected.add(branch)

    def forbid_proposals(self) -> None:
        self.git_host.before_commit = _refuse

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        def once() -> None:
            self.git_host.before_commit = lambda: None
            action()

        self.git_host.before_commit = once

    def fail_next_proposal(self, how: str) -> None:
        def fail() -> None:
            if how == "throttled":
                raise errors.Throttled("slow down")
            raise errors.HostUnavailable("down")

        self.before_next_proposal(fail)


def _refuse() -> None:
    raise errors.PermissionMissing("no pull requests by this token")


def _number(name: str) -> int:
    return int(name.removeprefix("#"))


def _shown(one: Asked) -> Shown:
    return Shown(
        name=f"#{one.number}",
        state=one.state,
        title=one.title,
        body=one.body,
        labels=frozenset(one.labels),
        reviewers=frozenset(one.reviewers),
        assignees=frozenset(one.assignees),
        draft=one.draft,
        comments=tuple(one.comments),
    )
