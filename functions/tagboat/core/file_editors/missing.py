"""Why a path leads to nothing: how far it goes, and what there is instead."""

import difflib
from collections.abc import Sequence
from typing import Any

from tagboat.core.file_editors.value_path import KeyOrIndex, Step, shown

_KEYS_COMPARED = 1_000
_LONGEST_KEY = 100
_KEYS_LISTED = 10


def why_missing(data: Any, steps: Sequence[Step]) -> str:  # noqa: ANN401 - plain data
    """Say at which step a path ends in plain data that it does not lead through."""
    at = data
    location: list[str | int] = []
    for step in steps:
        found = _found(at, step)
        if found is None:
            return why_no_step(location, at, step)
        location.append(found)
        at = at[found]
    return f"{shown(location)} is there."


def why_no_step(location: Sequence[str | int], data: Any, step: Step) -> str:  # noqa: ANN401 - plain data
    """Say why a step does not lead on from what is at a location.

    Args:
        location: Where the step begins.
        data: What is there: a dict and a list tell by their keys and their length.
        step: The step.
    """
    return f"{shown(location) if location else 'the document'} {_what(data, step)}"


def _found(data: Any, step: Step) -> str | int | None:  # noqa: ANN401 - plain data
    if isinstance(data, dict):
        key = step.text if isinstance(step, KeyOrIndex) else step
        return key if key in data else None
    index = int(step.text) if isinstance(step, KeyOrIndex) else step
    inside = isinstance(data, list) and isinstance(index, int) and index < len(data)
    return index if inside else None


def _what(data: Any, step: Step) -> str:  # noqa: ANN401 - plain data
    name = step.text if isinstance(step, KeyOrIndex) else step
    if isinstance(data, dict):
        if isinstance(name, int):
            return f"has keys, not items; write a key for [{name}]."
        return f"has no key {name!r}; {_meant(name, list(data))}"
    if isinstance(data, list):
        items = f"a list of {len(data)}"
        if isinstance(step, str):
            return f"is {items}; write an index for {name!r}, or a filter, [?@.name=='...']."
        return f"is {items} without an item {name}; items are counted from 0."
    return "is a value without keys; mend the path."


def _meant(name: str, keys: Sequence[str]) -> str:
    short = [key for key in keys[:_KEYS_COMPARED] if len(key) <= _LONGEST_KEY]
    close = difflib.get_close_matches(name[:_LONGEST_KEY], short, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    listed = ", ".join(map(repr, short[:_KEYS_LISTED]))
    more = ", ..." if len(keys) > _KEYS_LISTED else ""
    return f"its keys are {listed}{more}." if listed else "it has none."
