"""Tag patterns: RE2, matched against whole tags."""

from typing import Any

from tagboat.core.re2_pattern import compile_re2, refuse_same_names
from tagboat.core.variables import RESERVED


def compile_pattern(text: str) -> Any:  # noqa: ANN401 - re2's compiled pattern has no type of its own
    """Make a pattern that is matched against whole tags.

    Raises:
        ValueError: It is not RE2, or a group takes a variable's name.
    """
    pattern = compile_re2(text)
    refuse_same_names(text)
    taken = sorted(RESERVED & set(pattern.groupindex))
    if taken:
        raise ValueError(f"'{text}' names a group {taken[0]}, which is a variable already")
    return pattern
