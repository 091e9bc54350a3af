"""Open pull requests follow their branches, whoever moves them: the API or a push by git.

Before an operation, what moved must have been pushed, by whom the sandbox does not know: it is said
to be the account itself. What moved when the operation is done, its caller has moved.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from threading import RLock
from typing import Any

import pygit2
from pygit2.enums import SortMode

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.pull_requests.named import asked_name
from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest, Tips, new_revision
from sandbox.aws.codecommit.store import Repository, repositories

type CarryOut = Callable[[Call], dict[str, Any]]

_turn = RLock()
"""Pull requests change one at a time."""


def in_turn(operation: CarryOut) -> CarryOut:
    """An operation on pull requests: it sees them as the branches are, and alone."""

    @wraps(operation)
    def carried_out(call: Call) -> dict[str, Any]:
        with _turn:
            _follow(call, call.administrator)
            answer = operation(call)
            _follow(call, call.caller)
            return answer

    return carried_out


def followed(operation: CarryOut) -> CarryOut:
    """An operation that moves a branch, at the same time as others may."""

    @wraps(operation)
    def carried_out(call: Call) -> dict[str, Any]:
        _follow(call, call.administrator)
        answer = operation(call)
        _follow(call, call.caller)
        return answer

    return carried_out


def asked_repository(
    parameters: Mapping[str, Any], *, account: str, region: str
) -> Repository | None:
    """The repository that a request is about; None when there is no such one."""
    name = asked_name(parameters, account=account, region=region)
    return repositories(account, region).get(name) if name else None


def tips_of(git: pygit2.Repository, source: str, destination: str) -> Tips:
    """Where two commits meet."""
    base = git.merge_base(source, destination)
    return Tips(source, destination, str(base) if base else None)


def _follow(call: Call, who: str) -> None:
    repository = asked_repository(call.parameters, account=call.account, region=call.region)
    if repository is None:
        return
    with _turn:
        for pull_request in repository.pull_requests:
            if pull_request.is_open:
                _update(pull_request, who)


def _update(pull_request: PullRequest, who: str) -> None:
    git = pull_request.repository.git
    source, destination = git.head(pull_request.source), git.head(pull_request.destination)
    before = pull_request.tips
    if source is None or destination is None:
        # "CodeCommit closes a pull request automatically if either the source or destination branch
        # of the pull request is deleted" ("Close a pull request").
        pull_request.close(who)
    elif (source, destination) != (before.source, before.destination):
        repository = git.open()
        pull_request.tips = tips_of(repository, source, destination)
        if source != before.source:
            _move(pull_request, who)
        if _was_fast_forwarded(repository, before.destination, pull_request.tips):
            pull_request.tips = before
            pull_request.close_merged(who, source, "FAST_FORWARD_MERGE")


def _move(pull_request: PullRequest, who: str) -> None:
    pull_request.revisions.append(new_revision())
    tips = pull_request.tips
    pull_request.record(
        "PULL_REQUEST_SOURCE_REFERENCE_UPDATED",
        who,
        pullRequestSourceReferenceUpdatedEventMetadata={
            "repositoryName": pull_request.repository.name,
            "beforeCommitId": tips.destination,
            "afterCommitId": tips.source,
            "mergeBase": tips.base,
        },
    )


def _was_fast_forwarded(git: pygit2.Repository, before: str, now: Tips) -> bool:
    """Whether the destination branch has moved over the source's tip.

    "You can use the git merge command to merge the source branch into the destination branch, and
    then push [...]. This closes the pull request automatically if the pull request is merged using
    the fast-forward merge strategy" ("Merge a pull request"). A source branch that was merged with
    a commit is only the second parent of it.
    """
    if now.base != now.source or before == now.destination:
        return False
    walker = git.walk(now.destination, SortMode.TOPOLOGICAL)
    walker.simplify_first_parent()
    walker.hide(before)
    return any(str(commit.id) == now.source for commit in walker)
