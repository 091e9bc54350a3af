"""The values of a stack's parameters, checked as CloudFormation checks them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.aws.cloudformation.template import Template, invalid
from sandbox.aws.errors import AwsError, NotSupported

_TYPES = ("String", "Number", "List<Number>", "CommaDelimitedList")


def given_values(
    template: Template, given: Sequence[Mapping[str, Any]], previous: Mapping[str, str]
) -> dict[str, str]:
    """The value of each parameter of a template, as text.

    Args:
        template: The template.
        given: The `Parameters` of the request.
        previous: The values of the stack that is updated, for `UsePreviousValue`.

    Raises:
        AwsError: `ValidationError`, when a value is missing, unknown or breaks a constraint.
    """
    declared: Mapping[str, Mapping[str, Any]] = template.get("Parameters") or {}
    if unknown := [item["ParameterKey"] for item in given if item["ParameterKey"] not in declared]:
        raise invalid(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    values = default_values(template)
    for item in given:
        name = item["ParameterKey"]
        if not item.get("UsePreviousValue"):
            values[name] = item.get("ParameterValue", "")
        elif name in previous:
            values[name] = previous[name]
    if missing := [name for name in declared if name not in values]:
        raise invalid(f"Parameters: [{', '.join(missing)}] must have values")
    for name, parameter in declared.items():
        _check(name, parameter, values[name])
    return {name: values[name] for name in declared}


def default_values(template: Template) -> dict[str, str]:
    """The defaults that a template gives its parameters."""
    declared: Mapping[str, Mapping[str, Any]] = template.get("Parameters") or {}
    return {
        name: _as_text(parameter["Default"])
        for name, parameter in declared.items()
        if "Default" in parameter
    }


def typed_value(parameter: Mapping[str, Any], value: str) -> Any:
    """What `Ref` gives: a list for the list types, text for the others."""
    if parameter["Type"] in ("CommaDelimitedList", "List<Number>"):
        return [item.strip() for item in value.split(",")]
    return value


def is_secret(parameter: Mapping[str, Any]) -> bool:
    """Whether `NoEcho` hides the parameter's value."""
    return str(parameter.get("NoEcho", "")).lower() == "true"


def _check(name: str, parameter: Mapping[str, Any], value: str) -> None:
    if parameter.get("Type") not in _TYPES:
        raise NotSupported(f"the type {parameter.get('Type')} of a parameter ({name})")
    allowed = [_as_text(item) for item in parameter.get("AllowedValues", [])]
    for item in _items(parameter, value):
        if parameter["Type"] in ("Number", "List<Number>"):
            _check_number(name, parameter, item)
        if allowed and item not in allowed:
            raise _broken(name, parameter, "must be one of AllowedValues")
    _check_text(name, parameter, value)


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _items(parameter: Mapping[str, Any], value: str) -> list[str]:
    typed = typed_value(parameter, value)
    return typed if isinstance(typed, list) else [typed]


def _check_number(name: str, parameter: Mapping[str, Any], value: str) -> None:
    try:
        number = float(value)
    except ValueError:
        raise invalid(f"Parameter '{name}' must be a number") from None
    if number < float(parameter.get("MinValue", number)):
        least = parameter["MinValue"]
        raise _broken(name, parameter, f"must be a number not less than {least}")
    if number > float(parameter.get("MaxValue", number)):
        most = parameter["MaxValue"]
        raise _broken(name, parameter, f"must be a number not greater than {most}")


def _check_text(name: str, parameter: Mapping[str, Any], value: str) -> None:
    if len(value) < int(parameter.get("MinLength", 0)):
        raise _broken(name, parameter, f"must contain at least {parameter['MinLength']} characters")
    if len(value) > int(parameter.get("MaxLength", len(value))):
        raise _broken(name, parameter, f"must contain at most {parameter['MaxLength']} characters")
    # CloudFormation User Guide, "Parameters": of a list every value has to match.
    is_list = parameter["Type"] == "CommaDelimitedList"
    values = [one.strip() for one in value.split(",")] if is_list else [value]
    pattern = parameter.get("AllowedPattern")
    if pattern and not all(re.fullmatch(pattern, one) for one in values):
        raise _broken(name, parameter, f"must match pattern {pattern}")


def _broken(name: str, parameter: Mapping[str, Any], otherwise: str) -> AwsError:
    if meaning := parameter.get("ConstraintDescription"):
        return invalid(f"Parameter {name} failed to satisfy constraint: {meaning}")
    return invalid(f"Parameter '{name}' {otherwise}")
