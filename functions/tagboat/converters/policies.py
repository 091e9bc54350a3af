"""Tag policies as they are written."""

from collections.abc import Mapping
from typing import Any

type Policy = str | Mapping[str, Any]

NEWEST_BUILD: Policy = "newest-build"


def semver(range_: str, extract: str | None) -> Policy:
    """The highest version in a range, of the whole tag or of what is taken from it."""
    return {"semver": {"range": range_, "extract": extract} if extract else range_}


def ordered(kind: str, order: str, extract: str | None) -> Policy:
    """`numerical` or `alphabetical`, of the whole tag or of what is taken from it."""
    if extract:
        return {kind: {"order": order, "extract": extract}}
    return kind if order == "asc" else {kind: order}
