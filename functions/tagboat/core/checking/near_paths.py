"""Files that may have been meant by a path where no file is."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

MOST_LOOKED_AT = 5_000
"""Files that are compared with a path: more of them would take seconds for each."""

MOST_MISSING = 10
"""Paths for which it is done."""

_MOST_NEAR = 3
_NEAR = 0.8
_LONGEST = 200


def near_paths(missing: Iterable[str], there: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Find the files that may have been meant by the first MOST_MISSING of some paths."""
    return {path: near(path, there) for path in islice(missing, MOST_MISSING)}


def near(missing: str, there: Sequence[str]) -> Sequence[str]:
    """Find the files that may have been meant, the nearest first.

    Args:
        missing: A path where no file is.
        there: The paths of files.

    Returns:
        Files with the same name in other folders, then files whose paths are nearly the same.
    """
    looked_at = [path for path in there[:MOST_LOOKED_AT] if len(path) <= _LONGEST]
    name = missing.rpartition("/")[2]
    same = [path for path in looked_at if path.rpartition("/")[2].lower() == name.lower()]
    found = difflib.get_close_matches(missing[:_LONGEST], same, n=_MOST_NEAR, cutoff=0)
    found += difflib.get_close_matches(missing[:_LONGEST], looked_at, n=_MOST_NEAR, cutoff=_NEAR)
    return list(dict.fromkeys(found))[:_MOST_NEAR]
