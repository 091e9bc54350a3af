"""Reading an edited YAML text again: it must differ in the wanted values and nowhere else.

Of a large file only the block entries around the values are followed event by event, before and
after; they are whole lines that the parser reads in the same way by themselves, and the rest of the
text is the same. That the whole is still as it was is seen by the number of its events.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

import yaml
from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.splice import Splice, splice
from tagboat.core.file_editors.yaml_text.events import count, events, start
from tagboat.core.file_editors.yaml_text.types import kind_of, stays_plain

_OLD_BREAKS = "\x85\u2028\u2029"
"""What ends a line in YAML 1.1 and for the parser here, and is a character in YAML 1.2."""
_OWN_TAGS = "tag:yaml.org,2002:"
"""What YAML's own tags begin with: `!!int` and `!!str` among them."""


class Edit(Struct, frozen=True, order=True):
    """A part of a text that becomes another, and the value that it is to be read as."""

    splice: Splice
    value: str
    scalar_start: int
    """Where the scalar's event begins, its anchor and tag included."""
    first: int
    """Where the lines of the block entry around it begin."""
    last: int
    """Where they end; -1 if it has none."""

    def behind(self, start: int) -> "Edit":
        """The same edit of the text that begins at a position."""
        moved = Splice(self.splice.start - start, self.splice.end - start, self.splice.new)
        return Edit(
            moved, self.value, self.scalar_start - start, self.first - start, self.last - start
        )


def edited(text: str, edits: Sequence[Edit]) -> str:
    """Make the edits, which are in the order of the text."""
    return splice(text, [edit.splice for edit in edits])


def reads_back(text: str, new: str, edits: Sequence[Edit], file: str) -> bool:
    """Whether an edited text reads as the one before it but for the wanted values.

    Args:
        text: The text before, without a byte order mark.
        new: What `edited` made of it.
        edits: In the order of the text.
        file: The path, for errors.
    """
    if any(one.splice.end > other.splice.start for one, other in pairwise(edits)):
        return False
    if not _reads_as_wanted(text, new, edits, file):
        return False
    if not any(one in text for one in _OLD_BREAKS):
        return True
    in_line = str.maketrans(_OLD_BREAKS, "_" * len(_OLD_BREAKS))
    return _reads_as_wanted(text.translate(in_line), new.translate(in_line), edits, file)


def _reads_as_wanted(text: str, new: str, edits: Sequence[Edit], file: str) -> bool:
    try:
        if count(new, file) != count(text, file):
            return False
        return all(_part_reads_back(text, part, file) for part in _parts(edits)) or (
            _differs_where_wanted(text, new, edits, file)
        )
    except ValueNotFound:
        return False


def _parts(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """The edits, together where their entries touch or overlap."""
    part: list[Edit] = []
    for edit in edits:
        if part and edit.first >= max(one.last for one in part):
            yield part
            part = []
        part.append(edit)
    if part:
        yield part


def _part_reads_back(text: str, part: Sequence[Edit], file: str) -> bool:
    """Whether the lines around some values can be read by themselves, and differ as wanted."""
    first, last = min(one.first for one in part), max(one.last for one in part)
    if first < 0:
        return False
    lines, moved = text[first:last], [one.behind(first) for one in part]
    try:
        return _differs_where_wanted(lines, edited(lines, moved), moved, file)
    except ValueNotFound:
        return False


def _differs_where_wanted(text: str, new_text: str, edits: Sequence[Edit], file: str) -> bool:
    """Follow both texts side by side."""
    wanted = {edit.scalar_start: edit.value for edit in edits}
    for old, new in zip_longest(events(text, file), events(new_text, file)):
        if old is None or new is None or type(old) is not type(new):
            return False
        value = wanted.pop(start(old).index, None) if type(old) is yaml.ScalarEvent else None
        if value is None and not _same(old, new):
            return False
        if value is not None and not _reads_as(old, new, value):
            return False
    return not wanted


def _same(old: yaml.Event, new: yaml.Event) -> bool:
    names = ("anchor", "tag", "value", "style", "flow_style", "explicit", "version", "tags")
    return all(getattr(old, name, None) == getattr(new, name, None) for name in names)


def _reads_as(old: yaml.Event, new: yaml.Event, value: str) -> bool:
    """Whether a scalar has the wanted value, and its anchor and tag still."""
    assert isinstance(old, yaml.ScalarEvent)  # noqa: S101
    assert isinstance(new, yaml.ScalarEvent)  # noqa: S101
    same = old.anchor == new.anchor and old.tag == new.tag
    if old.style in ("|", ">"):
        ends = old.value[len(old.value.rstrip("\n")) :]
        return same and new.style == old.style and new.value == value + ends
    return same and new.value == value and _suits_tag(old.tag, new.value, old.value)


def _suits_tag(tag: str | None, new: str, old: str) -> bool:
    """Whether a tag of YAML's own allows the value: `!!int` does not allow `v2`."""
    if tag is None or not tag.startswith(_OWN_TAGS) or tag == f"{_OWN_TAGS}str":
        return True
    return kind_of(new) != "text" and stays_plain(new, old)
