"""The merge queues of a repository's branches.

Source: "Managing a merge queue" (GitHub's documentation). A queue here merges when its owner says
so (`Administrator.run_merge_queue`), one pull request after the other; it builds no groups. That a
base without a queue is refused is recorded by users of gh: "Base branch does not have a merge
queue enabled"; the other refusals are unverified.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sandbox.github.graphql_errors import TypedError
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import node_id
from sandbox.github.pull_requests import refusals
from sandbox.github.pull_requests.merge_state import has_conflicts, unmet
from sandbox.github.pull_requests.merging import merge
from sandbox.github.pull_requests.pull_request import MergeWish, PullRequest
from sandbox.github.tokens import Account

if TYPE_CHECKING:
    from sandbox.github.branch_rules import MergeMethod


@dataclass(frozen=True)
class Entry:
    """A pull request's place in a queue."""

    node_id: str
    position: int
    """1 is the next to be merged."""
    state: Literal["QUEUED", "AWAITING_CHECKS"]


def entry_of(hosted: HostedRepository, pull: PullRequest) -> Entry | None:
    """Where it is in the queue of its base; None when it is not."""
    queue = hosted.pulls.queues.get(pull.base, [])
    if not pull.is_open or pull.number not in queue:
        return None
    position = queue.index(pull.number) + 1
    state: Literal["QUEUED", "AWAITING_CHECKS"] = "AWAITING_CHECKS" if position == 1 else "QUEUED"
    return Entry(node_id("MQE", hosted.id, pull.number), position, state)


def enqueue(
    hosted: HostedRepository, pull: PullRequest, expected: str | None = None, *, jump: bool = False
) -> None:
    """Put it at the end of its base's queue, or in front.

    Raises:
        TypedError: It cannot be queued.
    """
    with hosted.pulls.lock:
        _check(hosted, pull, expected)
        queue = hosted.pulls.queues.setdefault(pull.base, [])
        queue.insert(0 if jump else len(queue), pull.number)


def dequeue(hosted: HostedRepository, pull: PullRequest) -> None:
    """Take it out, if it is in."""
    with hosted.pulls.lock:
        queue = hosted.pulls.queues.get(pull.base, [])
        if pull.number in queue:
            queue.remove(pull.number)


def run(hosted: HostedRepository, branch: str, actor: Account, now: float) -> None:
    """Merge what waits, in its order; what cannot be merged leaves the queue."""
    for number in list(hosted.pulls.queues.get(branch, [])):
        pull = hosted.pulls.numbered(number)
        if pull is None:
            continue
        method: MergeMethod = "MERGE" if "MERGE" in hosted.merge_methods(branch) else "SQUASH"
        try:
            merge(hosted, pull, MergeWish(method, actor, now), queued=True)
        except TypedError:
            pull.auto_merge = None
        dequeue(hosted, pull)


def _check(hosted: HostedRepository, pull: PullRequest, expected: str | None) -> None:
    if not hosted.has_merge_queue(pull.base):
        raise refusals.unprocessable("Base branch does not have a merge queue enabled")
    if not pull.is_open:
        raise refusals.not_open()
    if expected is not None and expected != pull.head_oid:
        raise refusals.head_modified()
    if pull.is_draft:
        raise refusals.still_a_draft()
    if entry_of(hosted, pull):
        raise refusals.unprocessable("Pull request is already in the merge queue")
    if has_conflicts(hosted.git.open(), pull):
        raise refusals.not_mergeable()
    if missing := unmet(hosted, pull, queued=True):
        by_ruleset = pull.base not in hosted.protections
        raise refusals.unmet_requirements(missing, by_ruleset=by_ruleset)
