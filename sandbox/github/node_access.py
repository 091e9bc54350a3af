"""Find what a request names by a global id, and hold the request's token to its permissions.

Source: "Permissions required for GitHub Apps" and "… for fine-grained personal access tokens".
Which permissions mutations need is published for REST alone. A mutation here needs what its like in
REST does; what merges, now or later, needs both `contents` and `pull_requests`, as people found.
"""

from typing import Literal

from sandbox.github.call import Call
from sandbox.github.commit_refusals import node_not_found, not_accessible
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import parts_of
from sandbox.github.pull_requests.pull_request import PullRequest

type Permission = Literal["contents", "pull_requests", "members"]


def need_to_read(call: Call, *permissions: Permission) -> None:
    """Go on only with these permissions.

    Raises:
        TypedError: The token has not all of them.
    """
    if not all(map(call.token.may_read, permissions)):
        raise not_accessible(call.token)


def need_to_write(call: Call, *permissions: Permission) -> None:
    """Go on only with these permissions, for writing.

    Raises:
        TypedError: The token has not all of them.
    """
    if not all(map(call.token.may_write, permissions)):
        raise not_accessible(call.token)


def repository_of(call: Call, id_: str) -> HostedRepository:
    """The repository of an id.

    Raises:
        TypedError: There is none for this token.
    """
    found = call.repository_by_node_id(id_)
    if found is None:
        raise node_not_found(id_)
    return found


def pull_request_of(call: Call, id_: str) -> tuple[HostedRepository, PullRequest]:
    """The pull request of an id, and its repository.

    Raises:
        TypedError: There is none for this token.
    """
    hosted, number = _in_repository(call, id_, "PR")
    pull = hosted.pulls.numbered(int(number))
    if pull is None:
        raise node_not_found(id_)
    return hosted, pull


def reference_of(call: Call, id_: str) -> tuple[HostedRepository, str]:
    """The whole name of the reference of an id, and its repository.

    Raises:
        TypedError: There is none for this token.
    """
    hosted, name = _in_repository(call, id_, "REF")
    if str(name) not in hosted.git.open().references:
        raise node_not_found(id_)
    return hosted, str(name)


def _in_repository(call: Call, id_: str, kind: str) -> tuple[HostedRepository, int | str]:
    try:
        number, part = parts_of(id_, kind)
    except ValueError:
        raise node_not_found(id_) from None
    found = call.github.repository_by_id(int(number))
    hosted = call.repository(found.full_name) if found else None
    if hosted is None:
        raise node_not_found(id_)
    return hosted, part
