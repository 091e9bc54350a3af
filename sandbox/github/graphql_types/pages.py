"""Cut lists into pages.

Source: "Using pagination in the GraphQL API"; the texts of refusals are recorded by many.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.github.graphql_errors import TypedError
from sandbox.github.graphql_types.connections import PageInfo

_MOST = 100


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is asked for."""

    connection: str
    """The field's name, for refusals."""
    first: int | None
    last: int | None
    after: str | None = None
    before: str | None = None


def page[C](
    kind: Callable[[list[Any], int, PageInfo], C], items: Sequence[Any], wanted: Wanted
) -> C:
    """A page of a list.

    Raises:
        TypedError: Neither `first` nor `last` says how much, or more than 100.
    """
    _check(wanted)
    start = 0 if wanted.after is None else _place(wanted.after) + 1
    end = len(items) if wanted.before is None else min(_place(wanted.before), len(items))
    if wanted.first is not None:
        end = min(end, start + wanted.first)
    if wanted.last is not None:
        start = max(start, end - wanted.last)
    part = list(items[start:end])
    cursors = (_cursor(start), _cursor(end - 1)) if part else (None, None)
    return kind(part, len(items), PageInfo(end < len(items), start > 0, *cursors))


def _check(wanted: Wanted) -> None:
    name = wanted.connection
    if wanted.first is None and wanted.last is None:
        text = f"You must provide a `first` or `last` value to properly paginate the `{name}` "
        raise TypedError("MISSING_PAGINATION_BOUNDARIES", f"{text}connection.")
    for argument, count in (("first", wanted.first), ("last", wanted.last)):
        if count is not None and count > _MOST:
            text = f"Requesting {count} records on the `{name}` connection exceeds the "
            text += f"`{argument}` limit of {_MOST} records."
            raise TypedError("EXCESSIVE_PAGINATION", text)


def _cursor(place: int) -> str:
    return base64.b64encode(f"cursor:{place}".encode()).decode()


def _place(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("cursor:"))
    except (binascii.Error, ValueError):
        text = f"`{cursor}` does not appear to be a valid cursor."
        raise TypedError("INVALID_CURSOR_ARGUMENTS", text) from None
