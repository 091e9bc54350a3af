"""Which commits concern the meta pipeline: those that touch the files that it reads."""

from collections.abc import Collection, Iterable

from msgspec import Struct


class Difference(Struct, frozen=True):
    """One file that differs between two commits; a renamed one may have both paths."""

    before: str | None
    """Its path in the older commit; None if it was added."""
    after: str | None
    """Its path in the newer commit; None if it was deleted."""


def touched_path(watched: Collection[str], differences: Iterable[Difference]) -> str | None:
    """The first watched path that differs; None if none does.

    A file that was deleted or moved away is touched as well: the pipeline has to fail where people
    see it, rather than go on with a template that is not in the repository any more. No difference
    after the first that counts is looked at, so that no further page of them is fetched.
    """
    for difference in differences:
        for path in (difference.after, difference.before):
            if path in watched:
                return path
    return None
