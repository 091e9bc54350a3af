"""The tree of errors is the one that the module draws."""

import re
from typing import Any

import pytest

from tagboat.core import errors
from tagboat.core.errors import PermanentError, RetryableError, TagboatError

ERRORS: dict[str, Any] = {
    name: value for name, value in vars(errors).items() if isinstance(value, type)
}
DRAWN = str(errors.__doc__).partition("::")[2].rpartition("Every message")[0]


def drawn_parents() -> dict[str, str]:
    """Each error's parent, by the indentation of the drawing."""
    parents: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in DRAWN.splitlines():
        names = [name for name in re.findall(r"\w+", line) if name in ERRORS]
        if names:
            column = line.index(names[0])
            path = [(at, name) for at, name in path if at < column]
            for name in names:
                parents[name] = path[-1][1] if path else "Exception"
            path.append((column, names[0]))
    return parents


def test_every_error_is_drawn_below_its_parent() -> None:
    drawn = drawn_parents()
    assert drawn == {name: error.__bases__[0].__name__ for name, error in ERRORS.items()}


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_every_error_says_whether_trying_again_may_help(name: str) -> None:
    error = ERRORS[name]
    if error is not TagboatError:
        assert issubclass(error, RetryableError) != issubclass(error, PermanentError)


def test_a_pause_may_have_a_length() -> None:
    assert errors.Throttled("slow down").retry_after is None
    assert errors.Throttled("slow down", retry_after=3).retry_after == 3
