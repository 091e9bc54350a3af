"""Pages of ECR's lists: `maxResults`, `nextToken`, and what may not stand beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.aws.errors import AwsError

_DEFAULT, _MOST = 100, 1_000


def page_of[Item](
    items: Sequence[Item], given: Mapping[str, Any], named: str
) -> tuple[Sequence[Item], dict[str, str]]:
    """The page that is asked for, and the token of the next one.

    Args:
        items: All of them.
        given: The request's parameters.
        named: The parameter that names items, beside which no pages may be asked for.

    Raises:
        AwsError: The parameters contradict each other, or are out of their bounds.
    """
    size, token = given.get("maxResults"), given.get("nextToken")
    if given.get(named) is not None:
        if size is not None or token is not None:
            raise _invalid(f"maxResults and nextToken cannot be used with {named}")
        if not 1 <= len(given[named]) <= _DEFAULT:
            raise _invalid(f"{named} must have 1 to {_DEFAULT} members")
        return items, {}
    if size is not None and not 1 <= size <= _MOST:
        raise _invalid(f"maxResults must be from 1 to {_MOST}")
    if token is not None and not (token.isdecimal() and int(token) <= len(items)):
        raise _invalid("nextToken is not one that was handed out")
    begin = int(token or 0)
    end = begin + (size or _DEFAULT)
    return items[begin:end], {"nextToken": str(end)} if end < len(items) else {}


def _invalid(what: str) -> AwsError:
    return AwsError("InvalidParameterException", f"Invalid parameter: {what}.", status=400)
