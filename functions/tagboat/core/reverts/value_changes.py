"""How the values of a file came to be what they are: their changes, as the history tells them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from tagboat.core.file_history import Revision
from tagboat.core.reverts.past_places import PastPlaces
from tagboat.core.target_edit import TargetEdit
from tagboat.core.variables import Template


class ValueChange(Struct, frozen=True, kw_only=True):
    """One value that became another."""

    revision: Revision
    """The commit that changed it."""
    file: str
    where: str
    template: Template
    """What the rule writes there."""
    old: str
    new: str
    is_last: bool
    """Whether nothing has changed the value since."""


def value_changes(edit: TargetEdit, revisions: Sequence[Revision]) -> Iterator[ValueChange]:
    """Tell how the values that an edit replaces have changed, of each the newest change first.

    The history of a value ends where it was put there, or moved to there, or where the file is one
    that it cannot be read from: that is no change of it.

    Args:
        edit: What is to be written.
        revisions: Those of its file, the newest first.
    """
    past = PastPlaces(edit, revisions)
    for index, (place, value) in enumerate(edit.values):
        if place.old != value:
            yield from _changes_of(edit, index, past)


def _changes_of(edit: TargetEdit, index: int, past: PastPlaces) -> Iterator[ValueChange]:
    place, _ = edit.values[index]
    is_last = True
    for (newer, new), (_, old) in pairwise(past.values(index)):
        if not old and new:
            return
        if old != new:
            yield ValueChange(
                revision=newer,
                file=edit.file,
                where=place.where,
                template=edit.target.values[place.role],
                old=old,
                new=new,
                is_last=is_last,
            )
            is_last = False
