"""CloudFormation's functions: `Ref`, `Fn::GetAtt`, `Fn::Sub` and the others."""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.errors import NotSupported

_PLACEHOLDER = re.compile(r"\$\{(!?)([^${}]+)\}")
_DYNAMIC_REFERENCE = "{{resolve:"


@dataclass(frozen=True)
class Scope:
    """What the functions of a template can name."""

    values: Mapping[str, Any]
    """Parameters and pseudo parameters."""
    mappings: Mapping[str, Any] = field(default_factory=dict)
    ref: Callable[[str], Any] | None = None
    """Gives the physical id of a resource; None where resources cannot be named."""
    attribute: Callable[[str, str], Any] | None = None
    """Gives an attribute of a resource."""


def check(value: Any) -> None:
    """Check that every function in a value is one that `resolve` can carry out.

    Raises:
        NotSupported: A function or a dynamic reference that the local AWS does not know.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            if key.startswith("Fn::") and key not in _FUNCTIONS:
                raise NotSupported(f"the function {key} of templates")
            check(item)
    elif isinstance(value, list):
        for item in value:
            check(item)
    elif isinstance(value, str) and _DYNAMIC_REFERENCE in value:
        raise NotSupported(f"dynamic references ({value})")


def resolve(value: Any, scope: Scope) -> Any:
    """A value, checked before, with its functions carried out.

    Raises:
        AwsError: `ValidationError`, when one names what is not there.
    """
    if isinstance(value, dict):
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return _call(name, argument, scope)
        return {key: resolve(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [resolve(item, scope) for item in value]
    return value


def _call(name: str, argument: Any, scope: Scope) -> Any:
    try:
        return _FUNCTIONS[name](argument, scope)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise invalid(
            f"Template error: {name} is given {argument!r}, which it cannot use"
        ) from error


def _ref(name: str, scope: Scope) -> Any:
    if name in scope.values:
        return scope.values[name]
    if scope.ref is None:
        raise invalid(f"Template format error: Unresolved dependencies [{name}]")
    return scope.ref(name)


def _get_att(argument: Any, scope: Scope) -> Any:
    name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    if scope.attribute is None:
        raise invalid("Template error: Fn::GetAtt cannot be used here")
    return scope.attribute(name, resolve(attribute, scope))


def _sub(argument: Any, scope: Scope) -> str:
    text, own = (argument, {}) if isinstance(argument, str) else argument

    def replacement(match: re.Match[str]) -> str:
        literal, name = match.group(1), match.group(2).strip()
        if literal:
            return f"${{{name}}}"
        if name in own:
            return _as_text(resolve(own[name], scope))
        if "." in name and name not in scope.values:
            return _as_text(_get_att(name, scope))
        return _as_text(_ref(name, scope))

    return _PLACEHOLDER.sub(replacement, text)


def _join(argument: Any, scope: Scope) -> str:
    separator, items = argument
    return str(separator).join(_as_text(item) for item in resolve(items, scope))


def _select(argument: Any, scope: Scope) -> Any:
    index, items = resolve(argument, scope)
    return items[int(index)]


def _split(argument: Any, scope: Scope) -> list[str]:
    separator, text = resolve(argument, scope)
    return str(text).split(separator)


def _find_in_map(argument: Any, scope: Scope) -> Any:
    name, first, second = resolve(argument, scope)
    return scope.mappings[name][first][second]


def _base64(argument: Any, scope: Scope) -> str:
    return base64.b64encode(_as_text(resolve(argument, scope)).encode()).decode()


def _as_text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise TypeError("a list or an object where text is needed")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


_FUNCTIONS: Mapping[str, Callable[[Any, Scope], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::FindInMap": _find_in_map,
    "Fn::Base64": _base64,
}
