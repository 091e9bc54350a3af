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
            if pull.fork_id is None:  # What becomes of those from forks is not worked out.
                _follow(hosted.git.open(), pull, actor, now)


def is_contained(git: Repository, commit: str, other: str) -> bool:
    """Whether a commit is another or comes before it."""
    return commit == other or git.descendant_of(other, commit)


def _follow(git: Repository, pull: PullRequest, actor: Account | None, now: float) -> None:
    head, base = (git.branches.local.get(name) for name in (pull.head, pull.base))
    new_head = str(head.target) if head else None
    new_base = str(base.target) if base else None
    if new_base and new_base != pull.base_oid and is_contained(git, pull.head_oid, new_base):
        pull.mark_merged(actor, now, new_base)
        return
    if new_head and new_head != pull.head_oid:
        pull.head_oid, pull.updated_at = new_head, now
    pull.base_oid = new_base or pull.base_oid
    # The base has not got what the head was: a head that is in the base was put back.
    if not new_head or not new_base or is_contained(git, new_head, new_base):
        pull.close(actor, now)
