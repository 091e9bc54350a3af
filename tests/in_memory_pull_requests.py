"""Pull requests of the git host in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

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


def merged(fork: Tree, ours: Tree, theirs: Tree) -> dict[str, File | None] | None:
    """What their tree becomes if ours is merged into it; None if they conflict, by lines."""
    result: dict[str, File | None] = {}
    theirs_changed = changed(fork, theirs)
    for path, file in changed(fork, ours).items():
        if path not in theirs_changed or theirs_changed[path] == file:
            result[path] = file
            continue
        before, other = fork.get(path), theirs_changed[path]
        if before is None or file is None or other is None:
            return None
        content = _merged_lines(before.content, file.content, other.content)
        if content is None:
            return None
        result[path] = File(content, executable=file.executable)
    return result


def _merged_lines(fork: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    lines = fork.splitlines(keepends=True)
    edits = sorted({*_edits(lines, ours), *_edits(lines, theirs)})
    # As Git has it, edits of lines beside each other conflict too.
    if any(later[0] <= earlier[1] for earlier, later in pairwise(edits)):
        return None
    for start, end, new in reversed(edits):
        lines[start:end] = new
    return b"".join(lines)


def _edits(lines: list[bytes], after: bytes) -> list[tuple[int, int, tuple[bytes, ...]]]:
    new = after.splitlines(keepends=True)
    found = SequenceMatcher(None, lines, new, autojunk=False).get_opcodes()
    return [(i1, i2, tuple(new[j1:j2])) for tag, i1, i2, j1, j2 in found if tag != "equal"]
