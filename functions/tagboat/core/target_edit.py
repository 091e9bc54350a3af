"""One target of a rule in one file: what is there, and what is to be there."""

from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.errors import TargetError, ValueNotFound
from tagboat.core.file_editors.base import Place
from tagboat.core.rules.target import Target
from tagboat.core.selection import Chosen
from tagboat.core.what_stays import why_it_stays


class TargetEdit(Struct, frozen=True):
    """What a rule wants in a file, whether or not it was there when its turn came."""

    chosen: Chosen
    target: Target
    file: str
    values: tuple[tuple[Place, str], ...]
    """The places, and what is to stand there."""
    kept: str | None
    """Why what is there stays, if it does."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to write."""
        return self.kept is not None or all(place.old == value for place, value in self.values)


class Difference(Struct, frozen=True):
    """A place where something else stands than a rule has written."""

    where: str
    wanted: str
    there: str


def edit_target(
    chosen: Chosen, target: Target, file: str, text: str, *, kept: str | None = None
) -> tuple[TargetEdit, str]:
    """Write a target into the text of a file.

    Args:
        chosen: What is written.
        target: Where.
        file: The file's path.
        text: Its text.
        kept: Why what is there stays, if that is known already.

    Returns:
        What was to be written, and the new text.

    Raises:
        TargetError: The value is not there, or cannot be replaced.
    """
    variables = chosen.candidate.variables
    places = target.editor.find(text, file, variables)
    kept = kept or why_it_stays(chosen, target, places)
    values = [(place, target.values[place.role].expand(variables)) for place in places]
    edit = TargetEdit(chosen, target, file, tuple(values), kept)
    if edit.is_done:
        return edit, text
    for place, value in values:
        if not value or not value.isprintable():
            at = f" at {place.where}" if place.where else ""
            raise ValueNotFound(
                f"{file} would get {value!r}{at}: a value is one line that is not empty and can be"
                " printed. Mend the rule's value."
            )
        if target.values[place.role].names & {"IMAGE_TAG", *chosen.rule.compares}:
            _refuse_bare_tag(place, value, file)
    return edit, target.editor.write(text, file, values)


def _refuse_bare_tag(place: Place, value: str, file: str) -> None:
    """Refuse a bare tag where a whole reference or a name is: the rest of it would be lost.

    Raises:
        ValueNotFound: It is so.
    """
    parts = frozenset("/:@")
    if parts.intersection(place.old) and parts.isdisjoint(value):
        at = f" at {place.where}" if place.where else ""
        raise ValueNotFound(
            f"{file} holds {place.old!r}{at}, which is more than a tag, and would get {value!r}."
            ' Write value: "$IMAGE_URI:$IMAGE_TAG" for a whole reference, or mend the path.'
        )


def difference(edit: TargetEdit, text: str) -> Difference | None:
    """The first place where a text has something else than an edit wants; None if nowhere."""
    if edit.kept is not None:
        return None
    there = found_if_any(edit, text)
    for place, value in there:
        if place.old != value:
            return Difference(place.where, value, place.old)
    if len(there) < len(edit.values):
        place, value = edit.values[0]
        return Difference(place.where, value, "")
    return None


def found(edit: TargetEdit, text: str) -> Sequence[tuple[Place, str]]:
    """The places of an edit in a text, each with what is wanted there.

    Raises:
        TargetError: The text has no such places.
    """
    variables = edit.chosen.candidate.variables
    places = edit.target.editor.find(text, edit.file, variables)
    return [(place, edit.target.values[place.role].expand(variables)) for place in places]


def found_if_any(edit: TargetEdit, text: str) -> Sequence[tuple[Place, str]]:
    """The places of an edit in a text; none if it has no such places."""
    try:
        return found(edit, text)
    except TargetError:
        return ()
