"""What becomes of edits to one file once all rules have written, the newest last."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.errors import TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.target_edit import TargetEdit, found, found_if_any


class Replaced(Struct, frozen=True):
    """A value that is another in the end."""

    where: str
    role: str
    old: str
    new: str


class End(Struct, frozen=True):
    """What has become of an edit."""

    replaced: tuple[Replaced, ...] = ()
    """What differs by it."""
    lost: bool = False
    """Whether something else stands in one of its places."""


def settled(edits: Sequence[TargetEdit], before: str, after: str) -> tuple[str, Sequence[End]]:
    """The text of a file in the end, and what has become of each edit.

    Args:
        edits: All edits to the file, in the order in which they were written.
        before: The text as it was read.
        after: The text with all of them written.

    Returns:
        The text without what was written over: a value leaves its quotes behind where it passes.
    """
    if len(edits) == 1:
        return after, [_of_only(edits[0])]
    ends = [_end(edit, before, after) for edit in edits]
    if not any(end.lost for end in ends):
        return after, ends
    try:
        text = _with_lasting(edits, before, after)
    except TargetError:
        return after, ends
    same = ends == [_end(edit, before, text) for edit in edits]
    return text if same else after, ends


def _of_only(edit: TargetEdit) -> End:
    values = () if edit.kept is not None else edit.values
    made = (Replaced(place.where, place.role, place.old, value) for place, value in values)
    return End(tuple(one for one in made if one.old != one.new))


def _end(edit: TargetEdit, before: str, after: str) -> End:
    if edit.kept is not None:
        return End()
    earlier, later = found_if_any(edit, before), found_if_any(edit, after)
    lasting = [place for place, value in later if place.old == value]
    old = _old_values(earlier, later)
    made = (Replaced(place.where, place.role, old[_key(place)], place.old) for place in lasting)
    lost = len(lasting) < max(len(later), len(edit.values))
    return End(tuple(one for one in made if one.old != one.new), lost)


def _old_values(
    earlier: Sequence[tuple[Place, str]], later: Sequence[tuple[Place, str]]
) -> Mapping[tuple[str, int], str]:
    """What stood in the places of a later text; nothing for those that were not there."""
    if len(earlier) == len(later):
        pairs = zip(earlier, later, strict=True)
        return {_key(new): old.old for (old, _), (new, _) in pairs}
    named = {(place.role, place.where): place.old for place, _ in earlier}
    return {_key(new): named.get((new.role, new.where), "") for new, _ in later}


def _key(place: Place) -> tuple[str, int]:
    return place.role, place.start


def _with_lasting(edits: Sequence[TargetEdit], before: str, after: str) -> str:
    """The text with only those values written that are there in the end.

    Raises:
        TargetError: Some depend on others that are not.
    """
    text = before
    for edit in (edit for edit in edits if edit.kept is None):
        ends = (place.old for place, _ in found(edit, after))
        pairs = zip(found(edit, text), ends, strict=False)  # If not one to one, it ends otherwise.
        values = [(place, value) for (place, value), end in pairs if end == value != place.old]
        if values:
            text = edit.target.editor.write(text, edit.file, values)
    return text
