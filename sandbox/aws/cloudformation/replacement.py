"""Whether a change of a property replaces its resource, by the published schemas."""

from typing import Any

from sandbox.aws.cloudformation.schemas import schema_of

UNKNOWN = object()
"""Stands for a value that only the execution of a change will tell."""
_CREATE_ONLY = (
    ("createOnlyProperties", "Always"),
    ("conditionalCreateOnlyProperties", "Conditionally"),
)


def recreation(type_name: str, name: str, before: Any, after: Any) -> str:
    """Whether a change of a property replaces the resource: `Always`, `Conditionally` or `Never`.

    Args:
        type_name: The type of the resource.
        name: The property, the first step of its path.
        before: Its value; None for a property that is not set.
        after: What it becomes, or `UNKNOWN`.
    """
    schema = schema_of(type_name) or {}
    for key, answer in _CREATE_ONLY:
        for path in schema.get(key, []):
            first, *rest = path.removeprefix("/properties/").split("/")
            if first == name and _differs(before, after, rest):
                return answer
    return "Never"


def _differs(before: Any, after: Any, path: list[str]) -> bool:
    if after is UNKNOWN or before is UNKNOWN:
        return True
    if not path or not isinstance(before, dict) or not isinstance(after, dict):
        return bool(before != after)
    return _differs(before.get(path[0]), after.get(path[0]), path[1:])
