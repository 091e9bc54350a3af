"""The `Condition` of a statement. Operators and keys that are not known here are refused.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from collections.abc import Callable, Iterable, Mapping

from sandbox.aws.errors import NotSupported
from sandbox.aws.wildcards import arn_matches, matches

type Context = Mapping[str, tuple[str, ...]]
"""The condition keys that a request is known to have, in small letters, and their values.

A key with no value is one that this request does not have. A key that is not here at all is one
that nobody has thought about: a condition on it is refused.
"""

_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda wanted, value: wanted == value,
    "StringEqualsIgnoreCase": lambda wanted, value: wanted.lower() == value.lower(),
    "StringLike": matches,
    "ArnEquals": arn_matches,
    "ArnLike": arn_matches,
    "Bool": lambda wanted, value: wanted.lower() == value.lower(),
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def are_met(conditions: Mapping[str, Mapping[str, object]], context: Context) -> bool:
    """Whether every condition of a statement is met by a request.

    Args:
        conditions: Operator, then key, then the wanted values.
        context: What is known of the request.

    Raises:
        NotSupported: An operator, a key or a policy variable that is not known.
    """
    outcomes = [
        _is_met(operator, _values_of(key, context), as_list(wanted))
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    ]
    return all(outcomes)


def as_list(value: object) -> list[str]:
    """One value or several, as policies may have both; booleans as text.

    Raises:
        NotSupported: A value with a policy variable, such as `${aws:username}`.
    """
    values = value if isinstance(value, list) else [value]
    texts = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    for text in texts:
        if "${" in text:
            raise NotSupported(f"policy variables ({text})")
    return texts


def _values_of(key: str, context: Context) -> tuple[str, ...]:
    if key.lower() not in context:
        raise NotSupported(f"the condition key {key} for this operation")
    return context[key.lower()]


def _is_met(operator: str, values: tuple[str, ...], wanted: list[str]) -> bool:
    quantifier, _, name = operator.rpartition(":")
    if name == "Null":
        return (wanted == ["true"]) == (not values)
    bare = name.removesuffix("IfExists")
    if not values and bare != name:
        return True
    negated = bare in _NEGATED
    compare = _COMPARISONS.get(_NEGATED.get(bare, bare))
    if compare is None or quantifier not in ("", "ForAnyValue", "ForAllValues"):
        raise NotSupported(f"the condition operator {operator}")
    if len(values) > 1 and not quantifier:
        raise NotSupported(f"the condition operator {operator} for a key with several values")
    if not values:
        return negated or quantifier == "ForAllValues"
    found = [any(compare(one, value) for one in wanted) != negated for value in values]
    return _combined(found, quantifier)


def _combined(found: Iterable[bool], quantifier: str) -> bool:
    return any(found) if quantifier == "ForAnyValue" else all(found)
