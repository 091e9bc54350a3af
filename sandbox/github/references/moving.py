"""Create, update and delete references for a token's owner, by the rules of the repository.

Source: the schema's descriptions of createRef, updateRef, updateRefs and deleteRef.
"""

from collections.abc import Sequence
from typing import Any

import pygit2

from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.commit_refusals import hold_to_rules
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.references import refusals
from sandbox.github.references.transaction import ZERO, Move, move_references

_BRANCHES, _TAGS = "refs/heads/", "refs/tags/"


def create(call: Call, hosted: HostedRepository, name: str, oid: str) -> None:
    """Make a reference.

    Raises:
        TypedError: It is there, or the commit is not.
    """
    _check_name(name)
    if name in hosted.git.open().references:
        raise refusals.already_exists(name)
    move(call, hosted, [Move(name, oid, ZERO)], is_forced={name})


def move(
    call: Call, hosted: HostedRepository, moves: Sequence[Move], *, is_forced: set[str]
) -> None:
    """Move references, all or none.

    Args:
        call: Who asks.
        hosted: The repository.
        moves: What goes where.
        is_forced: The names of those that need not be fast-forwarded.

    Raises:
        TypedError: One may not, or cannot, be moved.
    """
    git = hosted.git.open()
    for one in moves:
        _check(call, hosted, git, one, is_forced=one.name in is_forced)
    if not move_references(hosted.git, moves):
        raise refusals.cannot_be_updated()
    call.notice(hosted)


def _check_name(name: str) -> None:
    if not name.startswith((_BRANCHES, _TAGS)) or not pygit2.reference_is_valid_name(name):
        raise refusals.invalid_name(name)


def _check(
    call: Call, hosted: HostedRepository, git: pygit2.Repository, one: Move, *, is_forced: bool
) -> None:
    _check_name(one.name)
    now: Any = git.references.get(one.name)
    if one.new != ZERO and not isinstance(git.get(one.new), pygit2.Commit):
        raise refusals.no_such_object()
    branch = one.name.removeprefix(_BRANCHES)
    if now and one.name.startswith(_BRANCHES):
        hold_to_rules(hosted, branch, call.token.account.login)
    if now and one.new == ZERO and branch == hosted.default_branch:
        raise not_supported("the deletion of the default branch, GitHub's answer is not known")
    is_moved = now and one.new not in (ZERO, str(now.target))
    if is_moved and not is_forced and not git.descendant_of(one.new, now.target):
        raise refusals.not_a_fast_forward()
