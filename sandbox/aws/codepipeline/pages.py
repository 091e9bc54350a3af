"""Lists in pages. A token is the number of the items before the page."""

from collections.abc import Sequence
from typing import Any

from sandbox.aws.codepipeline.errors import pipeline_error


def page[Item](
    items: Sequence[Item], size: int, token: str | None
) -> tuple[list[Item], dict[str, Any]]:
    """A page of a list, and `nextToken` when there are more.

    Raises:
        AwsError: `InvalidNextTokenException`.
    """
    if token is not None and not token.isdecimal():
        raise pipeline_error("InvalidNextTokenException", f"{token} is not a token of a page")
    begin = int(token or 0)
    end = begin + size
    return list(items[begin:end]), {"nextToken": str(end)} if end < len(items) else {}
