"""The names of properties as the APIs of some services have them: with small first letters."""

from collections.abc import Collection
from typing import Any


def lower_first(value: Any, *, whole: Collection[str] = ()) -> Any:
    """A property with the first letter of every key in it small.

    Args:
        value: The property.
        whole: The keys whose values are handed on as they are.
    """
    if isinstance(value, dict):
        return {
            key[:1].lower() + key[1:]: item if key in whole else lower_first(item, whole=whole)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [lower_first(item, whole=whole) for item in value]
    return value
