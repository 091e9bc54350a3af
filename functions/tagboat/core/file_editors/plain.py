"""A file that holds the value and nothing else, such as `deployed_tags/prod_image_tag`."""

from msgspec import Struct

from tagboat.core.errors import ValueNotFound

_BYTE_ORDER_MARK = "\ufeff"


class Replacement(Struct, frozen=True):
    """A text with another value in it."""

    text: str
    old: str


def replace(text: str, value: str, path: str) -> Replacement:
    """Put a value in the place of the one that a file consists of.

    A byte order mark, white space around the value and the last line's end stay as they are.

    Args:
        text: The file's text.
        value: The new value.
        path: The file's path, for errors.

    Raises:
        ValueNotFound: The file has more than one line or more than a value, such as `TAG=1.0`, or
            the value would not read back.
    """
    start, end = _span(text)
    old = text[start:end]
    lines = len(old.splitlines())
    if lines > 1:
        raise ValueNotFound(
            f"{path} has {lines} lines, so it is not a file that holds a tag and nothing else."
            " Name a file with one line."
        )
    if _is_more_than_a_value(old, value):
        raise ValueNotFound(
            f"{path} holds {old!r}, which is more than a value and would be replaced as a whole."
            " Leave only the value in it, or name another file."
        )
    replaced = text[:start] + value + text[end:]
    if not value or _span(replaced) != (start, start + len(value)) or len(value.splitlines()) > 1:
        raise ValueNotFound(
            f"{path} would not read back as {value!r}: a value is one line without white space"
            " around it."
        )
    return Replacement(text=replaced, old=old)


def _is_more_than_a_value(old: str, value: str) -> bool:
    """Whether a line has parts, such as `tag: 1.0`, that the new value does not have."""
    has_space = any(map(str.isspace, old)) and not any(map(str.isspace, value))
    return has_space or ("=" in old and "=" not in value)


def _span(text: str) -> tuple[int, int]:
    """Where the value is: all but a byte order mark and white space at both ends."""
    mark = len(text) - len(text.removeprefix(_BYTE_ORDER_MARK))
    start = len(text) - len(text[mark:].lstrip())
    if start == len(text):
        return mark, mark
    return start, len(text.rstrip())
