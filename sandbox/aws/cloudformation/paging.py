"""Lists a page at a time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.aws.cloudformation.template import invalid

_LONGEST_PAGE = 100


def page[T](
    key: str, items: Sequence[T], shape: Callable[[T], Any], asked: Mapping[str, Any]
) -> dict[str, Any]:
    """One page of a list, and the token of the next one if there is more.

    Args:
        key: The name of the list in the answer.
        items: The whole list.
        shape: Gives an item in the shape of the API.
        asked: The request, which may have a `NextToken`.

    Raises:
        AwsError: `ValidationError`, for a token that nobody gave out.
    """
    start = _offset(asked["NextToken"], len(items)) if "NextToken" in asked else 0
    end = start + _LONGEST_PAGE
    answer: dict[str, Any] = {key: _shaped(items[start:end], shape)}
    if end < len(items):
        answer["NextToken"] = urlsafe_b64encode(str(end).encode()).decode()
    return answer


def _shaped[T](items: Iterable[T], shape: Callable[[T], Any]) -> list[Any]:
    return [shape(item) for item in items]


def _offset(token: str, length: int) -> int:
    try:
        offset = int(urlsafe_b64decode(token))
    except ValueError:
        offset = length
    if not 0 < offset < length:
        raise invalid(f"The specified NextToken is not valid: {token}")
    return offset
