"""What is within a template of CloudFormation, for tests of templates."""

import re
from collections.abc import Iterator
from typing import Any


def walk(value: Any) -> Iterator[Any]:
    """A value, and everything within it."""
    yield value
    if isinstance(value, dict):
        for inside in value.values():
            yield from walk(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from walk(inside)


def refs(value: Any) -> set[str]:
    """The names that a part of the template refers to, by whichever function."""
    found: set[str] = set()
    for inside in walk(value):
        if isinstance(inside, dict):
            found |= {str(inside[key]) for key in ("Ref", "Condition") if key in inside}
            if "Fn::GetAtt" in inside:
                found.add(inside["Fn::GetAtt"][0])
            if "Fn::If" in inside:
                found.add(inside["Fn::If"][0])
            if "Fn::Sub" in inside:
                found |= set(re.findall(r"\$\{([A-Za-z0-9:.]+)\}", str(inside["Fn::Sub"])))
    return found


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
