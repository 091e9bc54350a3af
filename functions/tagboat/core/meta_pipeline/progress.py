"""How far a job has come, as a continuation token carries it from one call to the next."""

import msgspec
from msgspec import Struct

from tagboat.core.errors import Defect


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
    """The executions of application pipelines that were waited for no longer."""


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
