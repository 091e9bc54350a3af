"""Unified diffs as Git writes them, to the byte: `git apply` takes them."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from io import StringIO

from msgspec import Struct

CONTEXT = 3
"""Unchanged lines shown before and after a change."""
_NO_NEWLINE = "\\ No newline at end of file"


class _Edit(Struct, frozen=True):
    """Lines `old[start:end]` become lines `new[new_start:new_end]`."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified_diff(path: str, old: str, new: str) -> str:
    """What makes one text of another; empty when they are the same.

    Lines end with a line feed and nothing else, as in Git: a carriage return is part of its line.
    """
    before, after = _lines(old), _lines(new)
    edits = _edits(before, after)
    if not edits:
        return ""
    written = [*_header(path)]
    for hunk in _hunks(edits):
        written += _written(hunk, before, after)
    return "".join(f"{line}\n" for line in written)


def _lines(text: str) -> list[str]:
    return list(StringIO(text, newline="\n"))


def _edits(before: Sequence[str], after: Sequence[str]) -> list[_Edit]:
    """Where the lines differ: line by line if there are as many, as after most edits of values."""
    if len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return [_Edit(at, at + 1, at, at + 1) for at, (old, new) in pairs if old != new]
    same = _same_at_start(before, after)
    before, after = before[same:], after[same:]
    end = _same_at_start(before[::-1], after[::-1])
    matcher = SequenceMatcher(None, before[: len(before) - end], after[: len(after) - end])
    codes = (code for code in matcher.get_opcodes() if code[0] != "equal")
    return [_Edit(*(same + at for at in places)) for _, *places in codes]


def _same_at_start(before: Sequence[str], after: Sequence[str]) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    differing = (at for at, (old, new) in pairs if old != new)
    return next(differing, min(len(before), len(after)))


def _hunks(edits: Sequence[_Edit]) -> Iterator[list[_Edit]]:
    """Put edits together whose context would touch or overlap."""
    hunk = [edits[0]]
    for edit in edits[1:]:
        if edit.start - hunk[-1].end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(edit)
    yield hunk


def _written(hunk: Sequence[_Edit], before: Sequence[str], after: Sequence[str]) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    leading = min(CONTEXT, first.start)
    trailing = min(CONTEXT, len(before) - last.end)
    old_range = _range(first.start - leading, last.end + trailing)
    new_range = _range(first.new_start - leading, last.new_end + trailing)
    yield f"@@ -{old_range} +{new_range} @@"
    at = first.start - leading
    for edit in _together(hunk):
        yield from _marked(" ", before[at : edit.start])
        yield from _marked("-", before[edit.start : edit.end])
        yield from _marked("+", after[edit.new_start : edit.new_end])
        at = edit.end
    yield from _marked(" ", before[at : at + trailing])


def _together(hunk: Sequence[_Edit]) -> Iterator[_Edit]:
    """Join edits that follow each other at once: all removed lines come before all added ones."""
    joined = hunk[0]
    for edit in hunk[1:]:
        if edit.start == joined.end:
            joined = _Edit(joined.start, edit.end, joined.new_start, edit.new_end)
        else:
            yield joined
            joined = edit
    yield joined


def _range(start: int, end: int) -> str:
    """Lines count from one; of no lines, the one before them is named; a single one needs no count.

    "Detailed Description of Unified Format" in the GNU diffutils manual.
    """
    count = end - start
    first = start + 1 if count else start
    return str(first) if count == 1 else f"{first},{count}"


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield mark + line.removesuffix("\n")
        if not line.endswith("\n"):
            yield _NO_NEWLINE


def _header(path: str) -> Iterator[str]:
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    # A tab ends a name that has spaces, or what follows a space would be taken for a date.
    end = "\t" if " " in path else ""
    yield f"diff --git {old} {new}"
    yield f"--- {old}{end}"
    yield f"+++ {new}{end}"


def _quoted(name: str) -> str:
    """A name as Git quotes it: "core.quotePath" in git-config, set to false."""
    if '"' not in name:
        return name
    escaped = name.replace('"', '\\"')
    return f'"{escaped}"'
