"""MergePullRequestByFastForward, MergePullRequestBySquash and MergePullRequestByThreeWay."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import COMMIT_ID, Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.merges.merging import (
    FAST_FORWARD,
    SQUASH,
    THREE_WAY,
    merged_commit,
)
from sandbox.aws.codecommit.pull_requests.approvals import check_approved
from sandbox.aws.codecommit.pull_requests.named import associated_pull_request, check_open
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest


def merge_pull_request_by_fast_forward(call: Call) -> dict[str, Any]:
    """Move the destination branch to the source's tip."""
    return _merge(call, FAST_FORWARD)


def merge_pull_request_by_squash(call: Call) -> dict[str, Any]:
    """Put what the source branch changes on the destination branch, as one commit."""
    return _merge(call, SQUASH)


def merge_pull_request_by_three_way(call: Call) -> dict[str, Any]:
    """Put a commit on the destination branch that has both tips as its parents."""
    return _merge(call, THREE_WAY)


def _merge(call: Call, option: str) -> dict[str, Any]:
    found = associated_pull_request(call)
    _check_source(call.parameters.get("sourceCommitId"), found)
    check_approved(found)
    repository = call.repository.git.open()
    source, destination = (
        repository[tip].peel(pygit2.Commit) for tip in (found.tips.source, found.tips.destination)
    )
    commit = merged_commit(call, option, source, destination)
    if not call.repository.git.move_branch(found.destination, commit, found.tips.destination):
        raise codecommit_error(
            "ConcurrentReferenceUpdateException", f"{found.destination} has been moved"
        )
    found.close_merged(call.caller, commit, option)
    return {"pullRequest": found.shown()}


def _check_source(asked: str | None, found: PullRequest) -> None:
    if asked is not None and not COMMIT_ID.fullmatch(asked):
        raise codecommit_error("InvalidCommitIdException", f"{asked!r} is not a full commit id")
    check_open(found)
    if asked not in (None, found.tips.source):
        raise codecommit_error(
            "TipOfSourceReferenceIsDifferentException", f"{asked} is not the tip of {found.source}"
        )
