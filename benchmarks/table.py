"""Tables in Markdown, aligned, so that they read well on a terminal and in the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Table:
    """Rows below named columns. The first column is text, the others are figures."""

    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)

    def add(self, *cells: str) -> None:
        """Add a row, with as many cells as there are columns."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for {len(self.columns)} columns")
        self.rows.append(cells)

    def __str__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        return "\n".join(_line(cells, widths) for cells in (self.columns, rule, *self.rows))


def milliseconds(seconds: float) -> str:
    """A time to the millisecond, or to a tenth of one below ten."""
    found = seconds * 1000
    return f"{found:,.1f}" if found < 10 else f"{found:,.0f}"


def kilobytes(count: float) -> str:
    """A number of bytes in thousands of them."""
    found = count / 1000
    return f"{found:,.1f}" if found < 100 else f"{found:,.0f}"


def ratio(larger: float, smaller: float) -> str:
    """How many times one figure is the other."""
    found = larger / smaller
    return f"{found:,.1f}" if found < 10 else f"{found:,.0f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    aligned = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(aligned)} |"
