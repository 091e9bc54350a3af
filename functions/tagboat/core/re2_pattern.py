"""Regular expressions of RE2: linear in time on any input, the dialect of Flux and Argo CD."""

from typing import Any

import re2

_OPTIONS = re2.Options()
_OPTIONS.log_errors = False


def compile_re2(text: str, *, multi_line: bool = False) -> Any:  # noqa: ANN401 - re2's compiled pattern has no type of its own
    """Make a pattern.

    Args:
        text: The pattern as somebody wrote it.
        multi_line: Whether `^` and `$` are the ends of lines instead of those of the text.

    Raises:
        ValueError: It is not RE2.
    """
    try:
        compiled = re2.compile(text, _OPTIONS)
        return re2.compile(f"(?m){text}", _OPTIONS) if multi_line else compiled
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise ValueError(
            f"'{text}' is not a regular expression of RE2: {said}. RE2 has no look-around, no"
            " back-references and no repeats over 1,000."
        ) from error
