"""The mutation createPullRequest.

Source: the schema's description of it; refusals in refusals.py. Branches of forks are refused here:
forks.py has what a stranger's are to others.
"""

from typing import Any

from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_access import need_to_read, need_to_write, repository_of
from sandbox.github.pull_requests import refusals
from sandbox.github.pull_requests.following import is_contained
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.pull_requests.texts import wrong_body, wrong_title

_BRANCHES = "refs/heads/"


def create_pull_request(call: Call, wanted: dict[str, Any]) -> tuple[HostedRepository, PullRequest]:
    """Open a pull request.

    Args:
        call: Whose it will be.
        wanted: A CreatePullRequestInput.

    Raises:
        TypedError: GitHub would refuse.
        Answer: It is about a fork.
    """
    hosted = repository_of(call, wanted["repositoryId"])
    need_to_write(call, "pull_requests")
    need_to_read(call, "contents")
    base, head = wanted["baseRefName"].removeprefix(_BRANCHES), _head(hosted, wanted)
    title, body = wanted["title"].strip(), wanted.get("body") or ""
    refusals.check_texts(wrong_title(title), wrong_body(body))
    with hosted.pulls.lock:
        base_oid, head_oid = _heads(hosted, base, head)
        if hosted.pulls.open_between(base, head):
            raise refusals.already_exists(hosted.owner.login, head)
        now = call.github.clock()
        pull = PullRequest(
            repository_id=hosted.id,
            number=hosted.pulls.new_number(),
            author=call.token.account,
            title=title,
            body=body,
            base=base,
            head=head,
            head_oid=head_oid,
            base_oid=base_oid,
            is_draft=bool(wanted.get("draft")),
            created_at=now,
            updated_at=now,
        )
        hosted.pulls.add(pull)
    return hosted, pull


def _head(hosted: HostedRepository, wanted: dict[str, Any]) -> str:
    owner, colon, head = wanted["headRefName"].rpartition(":")
    if wanted.get("headRepositoryId") not in (None, hosted.node_id):
        raise not_supported("pull requests of forks")
    if colon and owner.lower() != hosted.owner.login.lower():
        raise not_supported("pull requests of forks")
    return str(head).removeprefix(_BRANCHES)


def _heads(hosted: HostedRepository, base: str, head: str) -> tuple[str, str]:
    """Where the two branches are."""
    base_oid, head_oid = hosted.git.head(base), hosted.git.head(head)
    if base_oid is None:
        raise refusals.no_branch(base, head, missing="Base")
    if head_oid is None:
        raise refusals.no_branch(base, head, missing="Head")
    if is_contained(hosted.git.open(), head_oid, base_oid):
        raise refusals.no_commits(base, head)
    return base_oid, head_oid
