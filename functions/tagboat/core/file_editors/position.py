"""Lines and columns, as people count them."""

from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\ufeff"


def positions(text: str, offsets: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The line and the column of each offset, both from 1; a byte order mark is no column.

    Args:
        text: The text; CR LF ends one line, as LF does.
        offsets: In ascending order, so that the text is gone through once.
    """
    line, line_start, seen = 1, 1 if text.startswith(BYTE_ORDER_MARK) else 0, 0
    for offset in offsets:
        line += text.count("\n", seen, offset)
        line_start = max(line_start, text.rfind("\n", seen, offset) + 1)
        seen = offset
        yield line, max(1, offset - line_start + 1)


def position(text: str, offset: int) -> str:
    """Where an offset is, for people: `line 3, column 1`."""
    line, column = next(positions(text, [offset]))
    return f"line {line}, column {column}"
