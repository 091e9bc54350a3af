"""The labels, assignees and reviewers that a request names by their global ids."""

from collections.abc import Sequence

from sandbox.github.call import Call
from sandbox.github.commit_refusals import node_not_found
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.labels import Label
from sandbox.github.node_ids import parts_of
from sandbox.github.tokens import Account, Team


def labels_of(hosted: HostedRepository, ids: Sequence[str]) -> list[Label]:
    """The labels of these ids.

    Raises:
        TypedError: One is not of this repository.
    """
    known = {label.node_id: label for label in hosted.labels}
    return [_known(known.get(id_), id_) for id_ in ids]


def assignees_of(call: Call, ids: Sequence[str]) -> list[Account]:
    """The users of these ids.

    Raises:
        TypedError: One is not there.
    """
    return [_known(_account(call, id_), id_) for id_ in ids]


def teams_of(call: Call, ids: Sequence[str]) -> list[Team]:
    """The teams of these ids.

    Raises:
        TypedError: One is not there.
    """
    return [_known(call.github.team_by_id(_number(id_, "T")), id_) for id_ in ids]


def assignable(hosted: HostedRepository, query: str = "") -> list[Account]:
    """The people who work with a repository, or those whose login or name begins so."""
    begins = query.lower()
    return [
        account
        for account in hosted.collaborators
        if account.login.lower().startswith(begins) or account.name.lower().startswith(begins)
    ]


def _account(call: Call, id_: str) -> Account | None:
    return call.github.account_by_id(_number(id_, "U"))


def _number(id_: str, kind: str) -> int:
    """What an id was made of; 0, which is nobody's, if it is of another kind."""
    try:
        (number,) = parts_of(id_, kind)
    except ValueError:
        return 0
    return int(number)


def _known[T](found: T | None, id_: str) -> T:
    if found is None:
        raise node_not_found(id_)
    return found
