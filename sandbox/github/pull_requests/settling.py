"""Merge what waited for being merged, now that it can be. GitHub does so for whoever asked."""

from dataclasses import replace

from sandbox.github.graphql_errors import TypedError
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests.merge_queue import enqueue, entry_of
from sandbox.github.pull_requests.merge_state import merge_state, unmet
from sandbox.github.pull_requests.merging import merge
from sandbox.github.pull_requests.pull_request import MergeWish, PullRequest


def settle(hosted: HostedRepository, now: float) -> None:
    """Look at all that wait, by their numbers. Nobody's leave to bypass rules counts here."""
    with hosted.pulls.lock:
        for pull in hosted.pulls.open():
            if pull.auto_merge:
                _settle(hosted, pull, replace(pull.auto_merge, at=now))


def _settle(hosted: HostedRepository, pull: PullRequest, wish: MergeWish) -> None:
    has_queue = hosted.has_merge_queue(pull.base)
    if merge_state(hosted, pull) in ("DIRTY", "DRAFT") or entry_of(hosted, pull):
        return
    if unmet(hosted, pull, queued=has_queue):
        return
    try:
        if has_queue:
            enqueue(hosted, pull)
        else:
            merge(hosted, pull, wish)
    except TypedError:
        # A method that is forbidden by now, or a base that moves: it goes on waiting.
        return
