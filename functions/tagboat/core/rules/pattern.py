"""Tag patterns: RE2, linear in time on any input, and the dialect of Flux and Argo CD."""

from typing import Any

import re2

from tagboat.core.variables import RESERVED

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


def compile_pattern(text: str) -> Any:  # noqa: ANN401 - re2's compiled pattern has no type of its own
    """Make a pattern that is matched against whole tags.

    Raises:
        ValueError: It is not RE2, or a group takes a variable's name.
    """
    try:
        pattern = re2.compile(text, _OPTIONS)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise ValueError(
            f"{text!r} is not a regular expression of RE2: {said}. RE2 has no look-around, no"
            " back-references and no repeats over 1,000."
        ) from error
    taken = sorted(RESERVED & set(pattern.groupindex))
    if taken:
        raise ValueError(f"{text!r} names a group {taken[0]}, which is a variable already")
    return pattern
