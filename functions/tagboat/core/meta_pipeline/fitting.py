"""Texts for places that take only so many characters."""

from collections.abc import Sequence


def fitted(lines: Sequence[str], most: int) -> str:
    """As many whole lines as fit into so many characters, and how many do not.

    A first line that is too long by itself is cut.
    """
    whole = "\n".join(lines)
    if len(whole) <= most:
        return whole
    for kept in range(len(lines) - 1, 0, -1):
        text = "\n".join([*lines[:kept], f"… and {len(lines) - kept} more."])
        if len(text) <= most:
            return text
    return lines[0][: most - 1] + "…"
