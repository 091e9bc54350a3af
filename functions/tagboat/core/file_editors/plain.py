"""A file that holds the value and nothing else, such as `deployed_tags/prod_image_tag`."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import VALUE, Place
from tagboat.core.file_editors.position import BYTE_ORDER_MARK, positions
from tagboat.core.file_editors.splice import Splice, splice


class Plain(Struct, frozen=True):
    """Edits a file that is nothing but the value.

    A byte order mark, white space around the value and the last line's end stay as they are.
    """

    optional: bool = False
    """Whether a file without a value stays as it is."""

    def find(self, text: str, file: str, variables: Mapping[str, str]) -> Sequence[Place]:  # noqa: ARG002 - the same for every image
        """Find the value; a file of several lines has none."""
        start, end = _span(text)
        old = text[start:end]
        lines = len(old.splitlines())
        if lines > 1:
            raise ValueNotFound(
                f"{file} has {lines} lines, so it is not a file that holds a tag and nothing else."
                " Name a file with one line."
            )
        if self.optional and not old:
            return []
        line, column = next(positions(text, [start]))
        return [
            Place(where="", line=line, column=column, role=VALUE, old=old, start=start, end=end)
        ]

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Put the value in its place; a file that holds more than a value is left alone."""
        edited = text
        for place, value in values:
            if _is_more_than_a_value(place.old, value):
                raise ValueNotFound(
                    f"{file} holds {place.old!r}, which is more than a value and would be replaced"
                    " as a whole. Leave only the value in it, or name another file."
                )
            edited = splice(text, [Splice(place.start, place.end, value)])
            if not _reads_back(edited, place.start, value):
                raise ValueNotFound(
                    f"{file} would not read back as {value!r}: a value is one line without white"
                    " space around it."
                )
        return edited


def _reads_back(text: str, start: int, value: str) -> bool:
    one_line = len(value.splitlines()) == 1
    return one_line and _span(text) == (start, start + len(value))


def _is_more_than_a_value(old: str, value: str) -> bool:
    """Whether a line has parts, such as `tag: 1.0`, that the new value does not have."""
    has_space = any(map(str.isspace, old)) and not any(map(str.isspace, value))
    return has_space or ("=" in old and "=" not in value)


def _span(text: str) -> tuple[int, int]:
    """Where the value is: all but a byte order mark and white space at both ends."""
    mark = len(text) - len(text.removeprefix(BYTE_ORDER_MARK))
    start = len(text) - len(text[mark:].lstrip())
    if start == len(text):
        return mark, mark
    return start, len(text.rstrip())
