"""Long lists, a page at a time."""

import base64
import binascii
import json
from collections.abc import Sequence

from sandbox.aws.codecommit.errors import codecommit_error


def page[T](
    items: Sequence[T], size: int, token: str | None, *, of: str
) -> tuple[Sequence[T], str | None]:
    """One page of a list, and the token of the next page, None at the end.

    Args:
        items: The whole list, the same for every page.
        size: Items on a page.
        token: What the page before said; None for the first page.
        of: What the list is of. The token of another list is refused.

    Raises:
        AwsError: InvalidContinuationTokenException.
    """
    start = _start(token, of) if token else 0
    end = start + size
    return items[start:end], _token(end, of) if end < len(items) else None


def page_size(asked: int | None, default: int, *, most: int | None = None) -> int:
    """How many results a request wants on a page.

    Args:
        asked: What it says.
        default: What it gets when it says nothing.
        most: The highest number that it may ask for, None when AWS does not document one.

    Raises:
        AwsError: InvalidMaxResultsException.
    """
    if asked is None:
        return default
    if asked < 1 or (most is not None and asked > most):
        raise codecommit_error("InvalidMaxResultsException", f"{asked} is not a number of results")
    return asked


def _token(start: int, of: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([start, of]).encode()).decode()


def _start(token: str, of: str) -> int:
    try:
        start, known = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError, TypeError):
        known = None
    if known != of:
        raise codecommit_error("InvalidContinuationTokenException", "The token is not valid")
    return int(start)
