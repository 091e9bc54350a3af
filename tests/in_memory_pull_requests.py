"""Pull requests of the git host in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import PullRequest, State
from tagboat.core.snapshot import File

type Tree = Mapping[str, File]


@dataclass
class Asked:
    """A pull request as the fake keeps it."""

    number: int
    branch: str
    base: str
    title: str
    body: str
    head: str
    """The id of its branch's commit; once it is ended, as it was then."""
    state: State = State.OPEN
    ended_by: str = ""
    merges_itself: bool = False
    labels: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    draft: bool = False
    comments: list[str] = field(default_factory=list)
    from_a_fork: bool = False
    """Whether its branch is in another repository: then it is not one of ours."""

    @classmethod
    def of(cls, number: int, proposal: Proposal, head: str) -> "Asked":
        return cls(
            number,
            proposal.standing.branch,
            proposal.base.branch,
            proposal.title,
            proposal.body,
            head,
            labels=list(proposal.labels),
            reviewers=list(proposal.reviewers),
            assignees=list(proposal.assignees),
            draft=proposal.draft,
        )

    def is_of(self, pull_request: PullRequest) -> bool:
        return str(self.number) == pull_request.key


def changed(before: Tree, after: Tree) -> dict[str, File | None]:
    """What a tree has become; None for a file that is gone."""
    paths = before.keys() | after.keys()
    return {path: after.get(path) for path in sorted(paths) if before.get(path) != after.get(path)}


def conflict(fork: Tree, ours: Tree, theirs: Tree) -> bool:
    """Whether both have changed a file since the fork, and not to the same: coarser than Git."""
    mine, yours = changed(fork, ours), changed(fork, theirs)
    return any(mine[path] != yours[path] for path in mine.keys() & yours.keys())
