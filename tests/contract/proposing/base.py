"""Pull requests of an infra repo on each git host that has them: the person's side of them."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from typing import Literal, Protocol

from sandbox.request_log import RequestLog
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import Commit, State
from tests.contract.hosted.base import Failure, Hosted


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
    all_or_nothing: bool = True
    """Whether a pull request is opened or changed only if its commit is made."""
    begins_in_place: bool = True
    """Whether a branch begins anew without a moment in which it is gone, and what comes from it
    closed: then more functions than two may propose at once, and none takes that for a person's."""
    forks: bool = False
    """Whether pull requests can come from other repositories, here."""


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

    def propose_from_a_fork(self, branch: str) -> None:
        """A stranger's pull request into main, from a branch of that name in another repository.

        Where `abilities.forks` says so.
        """

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

    def protect_branch(self, branch: str) -> None:
        """From now on Tagboat may not write to this branch."""

    def forbid_proposals(self) -> None:
        """From now on the credentials may read, but not make or change pull requests."""

    def before_next_proposal(self, action: Callable[[], object]) -> None:
        """Do something once the host has got a pull request or its commit, before it makes it."""

    def fail_next_proposal(self, how: Failure) -> None:
        """`throttled` or `unavailable`: nothing of it is done."""


class ProposingOverHttp(HostedPullRequests, Protocol):
    """One that is asked by HTTP."""

    asked: RequestLog
    """What its host was asked."""

    def watch(self) -> list[str]:
        """The steps that the host takes from now on, by their names, as it begins with them."""

    def fail_at(self, step: str, how: Failure | Literal["expired"]) -> None:
        """Let the next request that comes to a step fail there.

        `expired`: the credentials are no longer accepted from then on.
        """

    def restore(self) -> None:
        """Give Tagboat credentials that are accepted, and forget what has not failed yet."""
