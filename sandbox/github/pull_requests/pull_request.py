"""What GitHub keeps of a pull request. What depends on the branches is worked out from them."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.github.branch_rules import MergeMethod
from sandbox.github.labels import Label
from sandbox.github.node_ids import node_id
from sandbox.github.tokens import Account, Team

type State = Literal["OPEN", "CLOSED", "MERGED"]


@dataclass(frozen=True)
class Comment:
    """What somebody said in the conversation."""

    id: int
    author: Account
    body: str
    at: float


@dataclass(frozen=True)
class Closing:
    """Somebody closed it; nobody is known when git alone did."""

    actor: Account | None
    at: float


@dataclass(frozen=True)
class Merge:
    """How it was merged."""

    actor: Account | None
    at: float
    commit: str


@dataclass(frozen=True)
class MergeWish:
    """How somebody wants it merged."""

    method: MergeMethod
    actor: Account
    at: float
    headline: str | None = None
    body: str | None = None
    email: str | None = None


@dataclass
class PullRequest:
    """A pull request of one repository, from a branch of it or of a fork."""

    repository_id: int
    number: int
    author: Account
    title: str
    body: str
    base: str
    """The name of the branch it is for, without `refs/heads/`."""
    head: str
    head_oid: str
    """The head's newest commit, the last one if the branch is gone."""
    base_oid: str
    is_draft: bool
    created_at: float
    updated_at: float
    state: State = "OPEN"
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    reviewers: list[Account | Team] = field(default_factory=list)
    approvals: dict[str, str] = field(default_factory=dict)
    """Logins of those who approved -> the head that they saw."""
    comments: list[Comment] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    merge: Merge | None = None
    auto_merge: MergeWish | None = None
    fork_id: int | None = None
    """The repository that its head is in, if that is another one."""

    @property
    def node_id(self) -> str:
        """Its id in GraphQL."""
        return node_id("PR", self.repository_id, self.number)

    @property
    def is_open(self) -> bool:
        """Whether it is neither closed nor merged."""
        return self.state == "OPEN"

    def close(self, actor: Account | None, now: float) -> None:
        """Close it, which also ends the wish to merge it."""
        self.state, self.auto_merge, self.updated_at = "CLOSED", None, now
        self.closings.append(Closing(actor, now))

    def mark_merged(self, actor: Account | None, now: float, commit: str) -> None:
        """Note that it is merged, by that commit. GitHub also counts that as a closing."""
        self.close(actor, now)
        self.state, self.merge = "MERGED", Merge(actor, now, commit)
