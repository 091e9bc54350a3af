"""A rule without the parts that have a wrong shape, so that the rest of it is checked as well."""

from collections.abc import Iterable, Mapping
from typing import Any

from tagboat.core.rules.mistakes import Location

_STANDING_IN: Mapping[str, Any] = {"name": "x", "image": "x", "targets": [{"file": "x"}]}
"""What stands for the keys that a rule needs; nothing is wrong with it."""


def sound_parts(raw: Mapping[str, Any], wrong: Iterable[Location]) -> dict[str, Any]:
    """A rule without what is wrong.

    Args:
        raw: The rule.
        wrong: Where it has another shape than it should, from the rule itself.

    Returns:
        The rule, where what is needed and wrong is something that is right. Items of lists keep
        their indexes.
    """
    wrong = set(wrong)
    return {**_STANDING_IN, **_sound_keys(raw, (), wrong)}


def _sound_keys(data: Mapping[str, Any], at: Location, wrong: set[Location]) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if (*at, key) not in wrong}
    sound = {key: _sound(value, (*at, key), wrong) for key, value in kept.items()}
    return {key: value for key, value in sound.items() if value is not None}


def _sound(data: Any, at: Location, wrong: set[Location]) -> Any:  # noqa: ANN401 - any data
    if isinstance(data, dict):
        return _sound_keys(data, at, wrong)
    if isinstance(data, list):
        stand_in = {"file": "x"} if at == ("targets",) else "x"
        return [
            stand_in if (*at, index) in wrong else _sound(item, (*at, index), wrong)
            for index, item in enumerate(data)
        ]
    return data
