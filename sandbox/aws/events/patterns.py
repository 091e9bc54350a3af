"""Event patterns: what moto would take for a match is refused.

Source: EventBridge User Guide, "Comparison operators for use in event patterns". Moto takes an
operator that it does not know for one that every value matches.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from moto.events.exceptions import InvalidEventPatternException

_LONGEST = 4096
_NUMERIC = {"<", "<=", "=", ">=", ">"}


def check_pattern(text: str) -> None:
    """Check that an event pattern is one that EventBridge takes.

    Raises:
        InvalidEventPatternException: With the reason.
    """
    if len(text) > _LONGEST:
        raise InvalidEventPatternException("Event pattern is too long")
    try:
        pattern = json.loads(text)
    except ValueError:
        raise InvalidEventPatternException("Filter is not valid JSON") from None
    _check_object(pattern)


def _check_object(pattern: Any) -> None:
    if not isinstance(pattern, dict) or not pattern:
        raise InvalidEventPatternException("Filter is not an object, or an empty one")
    for name, value in pattern.items():
        if name == "$or":
            _check_or(value)
        elif isinstance(value, dict):
            _check_object(value)
        elif isinstance(value, list) and value:
            for one in value:
                _check_match(one)
        else:
            raise InvalidEventPatternException(f'"{name}" must be an object or a non-empty array')


def _check_or(alternatives: Any) -> None:
    if not isinstance(alternatives, list) or len(alternatives) < 2:
        raise InvalidEventPatternException('"$or" must be an array of two or more objects')
    for alternative in alternatives:
        _check_object(alternative)


def _check_match(one: Any) -> None:
    if one is None or isinstance(one, str | int | float | bool):
        return
    if not isinstance(one, dict) or len(one) != 1:
        raise InvalidEventPatternException("Only one key allowed in match expression")
    ((operator, operand),) = one.items()
    check = _OPERATORS.get(operator)
    if check is None:
        raise InvalidEventPatternException(f"Unrecognized match type {operator}")
    if not check(operand):
        raise InvalidEventPatternException(f"{operator} match pattern cannot be {operand!r}")


def _text_or_ignoring_case(operand: Any) -> bool:
    if isinstance(operand, dict):
        return set(operand) == {"equals-ignore-case"} and _text(operand["equals-ignore-case"])
    return _text(operand)


def _text(operand: Any) -> bool:
    return isinstance(operand, str)


def _texts(operand: Any) -> bool:
    return _text(operand) or (
        isinstance(operand, list) and bool(operand) and all(map(_text, operand))
    )


def _anything_but(operand: Any) -> bool:
    if isinstance(operand, dict):
        named = {"prefix", "suffix", "equals-ignore-case", "wildcard"}
        return len(operand) == 1 and set(operand) <= named and all(map(_texts, operand.values()))
    values = operand if isinstance(operand, list) else [operand]
    return bool(values) and all(isinstance(value, str | int | float) for value in values)


def _numeric(operand: Any) -> bool:
    if not isinstance(operand, list) or len(operand) not in (2, 4):
        return False
    return set(operand[::2]) <= _NUMERIC and all(
        isinstance(value, int | float) for value in operand[1::2]
    )


_OPERATORS: Mapping[str, Callable[[Any], bool]] = {
    "anything-but": _anything_but,
    "cidr": _text,
    "equals-ignore-case": _text,
    "exists": lambda operand: isinstance(operand, bool),
    "numeric": _numeric,
    "prefix": _text_or_ignoring_case,
    "suffix": _text_or_ignoring_case,
    "wildcard": _text,
}
