"""Merge a pull request: the rules, the commits, the move of the base, what follows from it."""

from collections.abc import Callable

from sandbox.github.answers import not_supported
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests import refusals
from sandbox.github.pull_requests.following import follow
from sandbox.github.pull_requests.merge_commits import write_merge
from sandbox.github.pull_requests.merge_state import has_conflicts, unmet
from sandbox.github.pull_requests.pull_request import MergeWish, PullRequest
from sandbox.github.references.transaction import delete_branch


def merge(
    hosted: HostedRepository,
    pull: PullRequest,
    wish: MergeWish,
    *,
    expected: str | None = None,
    queued: bool = False,
    before_move: Callable[[], object] = lambda: None,
) -> None:
    """Merge it now.

    Args:
        hosted: The repository.
        pull: What to merge.
        wish: How, by whom, and when.
        expected: The head that whoever asks has seen, None if any will do.
        queued: Whether the merge queue does it.
        before_move: Called when all is written and the base not yet moved.

    Raises:
        TypedError: It cannot, or may not, be merged.
        Answer: It is of a fork.
    """
    _check(hosted, pull, wish, expected, queued=queued)
    git, base, now = hosted.git.open(), pull.base_oid, wish.at
    new = write_merge(git, pull, base, wish, hosted.owner.login, now)
    before_move()
    with hosted.pulls.lock:
        if not hosted.git.move_branch(pull.base, new, base):
            raise refusals.base_modified()
        pull.mark_merged(wish.actor, now, new)
        if hosted.settings.delete_branch_on_merge:
            delete_branch(hosted.git, pull.head)
        follow(hosted, wish.actor, now)


def _check(
    hosted: HostedRepository,
    pull: PullRequest,
    wish: MergeWish,
    expected: str | None,
    *,
    queued: bool,
) -> None:
    if not pull.is_open:
        raise refusals.not_open()
    if pull.fork_id is not None:
        raise not_supported("merging pull requests of forks")
    if expected is not None and expected != pull.head_oid:
        raise refusals.head_modified()
    if pull.is_draft:
        raise refusals.still_a_draft()
    if wish.method not in hosted.merge_methods(pull.base):
        raise refusals.method_not_allowed(wish.method)
    if has_conflicts(hosted.git.open(), pull):
        raise refusals.not_mergeable()
    if missing := unmet(hosted, pull, wish.actor.login, queued=queued):
        by_ruleset = pull.base not in hosted.protections
        raise refusals.unmet_requirements(missing, by_ruleset=by_ruleset)
