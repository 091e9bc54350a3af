"""Data that counts how much of it is looked at, so that a query has an end.

`$..[?count($..*)>1]` looks at everything once for each thing. A query goes through objects and
lists by `items`, by iteration and by slices; what it compares or finds by name costs no more.
"""

from collections.abc import ItemsView, Iterator
from typing import Any, override

MOST_LOOKS = 3_000_000
"""Keys and items that a query may look at, each time counted."""


class TooManyLooks(Exception):
    """A query has looked at `MOST_LOOKS`."""


class _Looks:
    def __init__(self) -> None:
        self._left = MOST_LOOKS

    def count(self, looks: int) -> None:
        self._left -= looks
        if self._left < 0:
            raise TooManyLooks


class CountedObject(dict[str, Any]):
    """A dict that counts."""

    __slots__ = ("looks",)
    looks: _Looks

    @override
    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]  # dict has a view of its own
        self.looks.count(len(self) + 1)
        return super().items()


class CountedList(list[Any]):
    """A list that counts."""

    __slots__ = ("looks",)
    looks: _Looks

    @override
    def __iter__(self) -> Iterator[Any]:
        self.looks.count(len(self) + 1)
        return super().__iter__()

    def sliced(self, part: slice) -> list[Any]:
        """The items of a slice."""
        found = self[part]
        self.looks.count(len(found) + 1)
        return found


def counted(data: dict[str, Any] | list[Any]) -> Any:  # noqa: ANN401 - plain data
    """The same data, with a count that begins anew."""
    return _counted(data, _Looks())


def _counted(data: Any, looks: _Looks) -> Any:  # noqa: ANN401 - plain data
    copied: CountedObject | CountedList
    if isinstance(data, dict):
        copied = CountedObject((key, _counted(value, looks)) for key, value in data.items())
    elif isinstance(data, list):
        copied = CountedList(_counted(item, looks) for item in data)
    else:
        return data
    copied.looks = looks
    return copied
