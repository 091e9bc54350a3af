"""The table of a pull request's changes, in Markdown that GitHub, GitLab and CodeCommit show."""

import re
from collections.abc import Sequence

from tagboat.core.changes import Change

LONGEST = 9_000
"""Characters, of the 10,240 that a pull request's description has on CodeCommit."""
_LONGEST_CELL = 200
_SHORT_DIGEST = len("sha256:") + 12
_HEAD = ["| Change | Where | Pushed |", "| --- | --- | --- |"]


def table(changes: Sequence[Change], room: int = LONGEST) -> str:
    """Show each change in a row: three columns, which a phone has room for.

    Args:
        changes: At least one.
        room: How many characters it may have.
    """
    rows = [_row(change) for change in changes]
    lines = list(_HEAD)
    room -= sum(len(line) + 1 for line in lines) + len("\n\nand 1,000,000 more changes")
    for index, row in enumerate(rows):
        room -= len(row) + 1
        if room < 0:
            return "\n".join([*lines, "", f"and {len(rows) - index:,} more changes"])
        lines.append(row)
    return "\n".join(lines)


def _row(change: Change) -> str:
    push = change.push
    where = " ".join(_code(part) for part in (change.file, change.place) if part)
    old, new = _code(change.old), _code(change.new)
    pushed = f"{push.pushed_at:%Y-%m-%d %H:%M} UTC {_code(push.digest[:_SHORT_DIGEST])}"
    return f"| {old} → {new} | {where} | {pushed} |"


def _code(text: str) -> str:
    """A text as code, in which no host looks for mentions, links or HTML.

    "GitHub Flavored Markdown Spec": code spans, and tables, where a bar needs a backslash.
    """
    shown = " ".join(text.split()) or "(empty)"
    shown = shown if len(shown) <= _LONGEST_CELL else f"{shown[:_LONGEST_CELL]}…"
    shown = "".join(one if one.isprintable() else "�" for one in shown).replace("|", r"\|")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence, space = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{space}{shown}{space}{fence}"
