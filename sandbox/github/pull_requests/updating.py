"""The mutations updatePullRequest, closePullRequest and reopenPullRequest.

Source: the schema's descriptions. The refusal to reopen is recorded by users of gh ("Could not
open the pull request."), that to close what is merged is made after it.
"""

from typing import Any

from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_access import need_to_write, pull_request_of
from sandbox.github.pull_requests import refusals
from sandbox.github.pull_requests.following import is_contained
from sandbox.github.pull_requests.people_and_labels import assignees_of, labels_of
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.pull_requests.texts import wrong_body, wrong_title

_KNOWN = {"pullRequestId", "title", "body", "state", "labelIds", "assigneeIds", "clientMutationId"}


def update(call: Call, wanted: dict[str, Any]) -> tuple[HostedRepository, PullRequest]:
    """Change what an UpdatePullRequestInput names, and leave the rest.

    Raises:
        TypedError: GitHub would refuse.
        Answer: It names what the sandbox has not.
    """
    if unknown := wanted.keys() - _KNOWN:
        raise not_supported(f"updatePullRequest({', '.join(sorted(unknown))})")
    hosted, pull = pull_request_of(call, wanted["pullRequestId"])
    need_to_write(call, "pull_requests")
    labels = _ids(wanted, "labelIds")
    assignees = _ids(wanted, "assigneeIds")
    found_labels = None if labels is None else labels_of(hosted, labels)
    found_assignees = None if assignees is None else assignees_of(call, assignees)
    title, body = wanted.get("title"), wanted.get("body")
    against_title = None if title is None else wrong_title(title)
    refusals.check_texts(against_title, wrong_body(body or ""))
    with hosted.pulls.lock:
        _set_state(call, hosted, pull, wanted.get("state"))
        pull.title = pull.title if title is None else title.strip()
        pull.body = pull.body if body is None else body
        pull.labels = pull.labels if found_labels is None else found_labels
        pull.assignees = pull.assignees if found_assignees is None else found_assignees
        pull.updated_at = call.github.clock()
    return hosted, pull


def set_state(call: Call, id_: str, state: str) -> tuple[HostedRepository, PullRequest]:
    """Close or reopen a pull request.

    Raises:
        TypedError: GitHub would refuse.
    """
    hosted, pull = pull_request_of(call, id_)
    need_to_write(call, "pull_requests")
    with hosted.pulls.lock:
        _set_state(call, hosted, pull, state)
    return hosted, pull


def set_draft(call: Call, id_: str, *, is_draft: bool) -> tuple[HostedRepository, PullRequest]:
    """Make it a draft, or ready for review.

    Raises:
        TypedError: GitHub would refuse.
    """
    hosted, pull = pull_request_of(call, id_)
    need_to_write(call, "pull_requests")
    if not pull.is_open:
        raise refusals.not_open()
    with hosted.pulls.lock:
        pull.is_draft, pull.updated_at = is_draft, call.github.clock()
        pull.auto_merge = None if is_draft else pull.auto_merge
    call.notice(hosted)
    return hosted, pull


def _ids(wanted: dict[str, Any], name: str) -> list[str] | None:
    found: list[str] | None = wanted.get(name)
    return found


def _set_state(call: Call, hosted: HostedRepository, pull: PullRequest, state: str | None) -> None:
    if state is None or state == pull.state:
        return
    now = call.github.clock()
    if state == "CLOSED":
        if pull.state == "MERGED":
            raise refusals.unprocessable("Could not close the pull request.")
        pull.close(call.token.account, now)
        return
    pull.head_oid, pull.base_oid = _heads_to_reopen(hosted, pull)
    pull.state, pull.updated_at = "OPEN", now
    call.notice(hosted)


def _heads_to_reopen(hosted: HostedRepository, pull: PullRequest) -> tuple[str, str]:
    """Where the branches are now, with commits between, and nothing else open between them."""
    if pull.fork_id is not None:
        raise not_supported("reopening pull requests of forks")
    head, base = hosted.git.head(pull.head), hosted.git.head(pull.base)
    is_taken = pull.state == "MERGED" or hosted.pulls.open_between(pull.base, pull.head)
    if is_taken or not head or not base or is_contained(hosted.git.open(), head, base):
        raise refusals.unprocessable("Could not open the pull request.")
    return head, base
