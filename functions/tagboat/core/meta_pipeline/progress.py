"""How far a job has come, as a continuation token carries it from one call to the next."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import Defect

_MOST_NAMED = 5
"""So many executions have room in a token beside the stacks."""


class Reviewing(Struct, frozen=True):
    """How far the review is."""

    made: bool = False
    """Whether the change sets were made."""


class Updating(Struct, frozen=True, kw_only=True):
    """How far the update is."""

    waiting_since: float | None = None
    """When the wait for running executions began, in seconds since 1970; None if there is none."""
    begun: str = ""
    """The id of the stack whose update was begun and is not over; empty if there is none."""
    finished: tuple[str, ...] = ()
    """The names of the stacks whose change sets are executed."""
    cut_off: tuple[str, ...] = ()
    """The first executions of application pipelines that were waited for no longer."""
    cut_off_more: int = 0
    """How many more there were."""


def with_cut_off(progress: Updating, executions: Sequence[str]) -> Updating:
    """The progress with executions that are waited for no longer; too many are only counted."""
    found = (*progress.cut_off, *executions)
    named = found[:_MOST_NAMED]
    more = progress.cut_off_more + len(found) - len(named)
    return replace(progress, cut_off=named, cut_off_more=more)


def token_of(progress: Reviewing | Updating) -> str:
    """A continuation token, which may have 2,048 characters (PutJobSuccessResult)."""
    return msgspec.json.encode(progress).decode()


def progress_of[Progress: Reviewing | Updating](token: str, kind: type[Progress]) -> Progress:
    """What a token says; the beginning, if there is none.

    Raises:
        Defect: It is not one of ours.
    """
    if not token:
        return kind()
    try:
        return msgspec.json.decode(token, type=kind)
    except msgspec.DecodeError as error:
        raise Defect(f"A continuation token that Tagboat did not make: {error}") from error
