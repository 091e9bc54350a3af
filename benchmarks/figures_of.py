"""A figure of docs/benchmarks.md, by its chapter, row and column."""

import re


def cell(page: str, benchmark: str, row: str, column: str) -> float:
    """Read one figure.

    Args:
        page: docs/benchmarks.md.
        benchmark: The name that the chapter's title has in brackets.
        row: What the row begins with, cells divided by ` | `.
        column: The column's title.

    Raises:
        LookupError: There is none.
    """
    _, found, rest = page.partition(f"(`{benchmark}`)\n")
    titles: list[str] = []
    for line in rest.partition("\n## ")[0].splitlines() if found else []:
        cells = [one.strip() for one in line.strip("| ").split(" | ")]
        if column in cells:
            titles = cells
        elif titles and " | ".join(cells).startswith(f"{row} | "):
            return float(re.sub(r"[,*]", "", cells[titles.index(column)]))
    raise LookupError(f"docs/benchmarks.md has no {column} of {row} in {benchmark}")
