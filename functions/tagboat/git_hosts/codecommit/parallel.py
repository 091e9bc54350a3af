"""Several questions at once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched

AT_ONCE = 10
"""Files read, folders listed or pull requests looked at, at once."""


def each[Item, Answer](ask: Callable[[Item], Answer], items: Sequence[Item]) -> list[Answer]:
    """Ask for some at once, and for the next ones only if all of them are answered.

    A pool of all would begin others while the first failure is on its way here, and waiting for
    their timeouts as well is longer than the function may run.
    """
    answers: list[Answer] = []
    if items:
        with ThreadPoolExecutor(min(AT_ONCE, len(items))) as pool:
            for some in batched(items, AT_ONCE, strict=False):
                answers += pool.map(ask, some)
    return answers
