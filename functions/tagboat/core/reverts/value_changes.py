"""How the values of a file came to be what they are: their changes, as the history tells them."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from tagboat.core.errors import TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.file_history import Revision
from tagboat.core.pull_requests import record
from tagboat.core.target_edit import TargetEdit
from tagboat.core.variables import Template

type _Past = Callable[[int], Sequence[Place]]
"""The places of a target in a revision, by its number."""


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


def is_own(revision: Revision) -> bool:
    """Whether Tagboat made a commit, by its trailers: a squashed pull request has them too."""
    return bool(record.read(revision.message).written)


def value_changes(edit: TargetEdit, revisions: Sequence[Revision]) -> Iterator[ValueChange]:
    """Tell how the values that an edit replaces have changed, of each the newest change first.

    The history of a value ends where it was put there, or moved to there, or where the file is one
    that it cannot be read from: that is no change of it.

    Args:
        edit: What is to be written.
        revisions: Those of its file, the newest first.
    """

    @cache
    def past(number: int) -> Sequence[Place]:
        return _places(edit, revisions[number])

    for index, (place, value) in enumerate(edit.values):
        if place.old != value:
            yield from _changes_of(edit, index, revisions, past)


def _changes_of(
    edit: TargetEdit, index: int, revisions: Sequence[Revision], past: _Past
) -> Iterator[ValueChange]:
    place, _ = edit.values[index]
    is_last = True
    for (newer, new), (_, old) in pairwise(_values(edit, index, revisions, past)):
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


def _values(
    edit: TargetEdit, index: int, revisions: Sequence[Revision], past: _Past
) -> Iterator[tuple[Revision, str]]:
    """The value of one place in each revision, for as long as it was there."""
    newer: Sequence[Place] = [place for place, _ in edit.values]
    for number, revision in enumerate(revisions):
        older = past(number)
        there = _same_place(newer, index, older)
        if there is None:
            return
        yield revision, older[there].old
        newer, index = older, there


def _places(edit: TargetEdit, revision: Revision) -> Sequence[Place]:
    """The places of an edit's target in a file as it was; none if they cannot be found."""
    if revision.file is None:
        return ()
    try:
        text = revision.file.text(edit.file)
        return edit.target.editor.find(text, edit.file, edit.chosen.candidate.variables)
    except TargetError:
        return ()


def _same_place(newer: Sequence[Place], at: int, older: Sequence[Place]) -> int | None:
    """Which place of an earlier text is the same as one of a later text; None if there is none.

    A path is the same wherever it is in the file. The line of a match is not: those of two texts
    are the same in turn, where there are as many.
    """
    role, where = newer[at].role, newer[at].where
    after = [index for index, place in enumerate(newer) if place.role == role]
    before = [index for index, place in enumerate(older) if place.role == role]
    names = [newer[index].where for index in after]
    older_names = [older[index].where for index in before]
    is_named = names.count(where) == older_names.count(where) == 1
    if len(before) == len(after) and not (is_named and set(names) == set(older_names)):
        return before[after.index(at)]
    return before[older_names.index(where)] if is_named else None
