"""What becomes of pull requests when their branches move, however they were moved.

Source: "About pull request merges" and what people see on github.com: a branch that is deleted or
put back to its base closes its pull request; one whose commits the base got counts as merged.
"""

from pygit2 import Repository

from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.tokens import Account


def follow(hosted: HostedRepository, actor: Account | None, now: float) -> None:
    """Look where the branches are now, and close or mark as merged what that decides.

    Args:
        hosted: Whose pull requests.
        actor: Who moved branches since this was last called, None if it is not known.
        now: Seconds since 1970.
    """
    with hosted.pulls.lock:
        for pull in hosted.pulls.open():
            _follow(hosted.git.open(), pull, actor, now)


def is_contained(git: Repository, commit: str, other: str) -> bool:
    """Whether a commit is another or comes before it."""
    return commit == other or git.descendant_of(other, commit)


def _follow(git: Repository, pull: PullRequest, actor: Account | None, now: float) -> None:
    head, base = (git.branches.local.get(name) for name in (pull.head, pull.base))
    new_base = str(base.target) if base else None
    new_head = str(head.target) if head else None
    if new_base and new_base != pull.base_oid and is_contained(git, pull.head_oid, new_base):
        pull.mark_merged(actor, now, new_base)
    elif new_head is None or new_base is None:
        pull.close(actor, now)
    elif new_head != pull.head_oid:
        _move_head(git, pull, new_head, new_base, actor, now)
    if new_base and pull.state != "MERGED":
        pull.base_oid = new_base


def _move_head(
    git: Repository, pull: PullRequest, head: str, base: str, actor: Account | None, now: float
) -> None:
    pull.head_oid, pull.updated_at = head, now
    if is_contained(git, head, pull.base_oid):
        pull.close(actor, now)
    elif is_contained(git, head, base):
        pull.mark_merged(actor, now, base)
