"""The conditions of a template, and the template that remains when they are decided."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.cloudformation.intrinsics import Scope, resolve
from sandbox.aws.cloudformation.template import Template, invalid

_NO_VALUE = {"Ref": "AWS::NoValue"}
_LEFT_OUT = object()


def decide(template: Template, scope: Scope) -> dict[str, bool]:
    """Every condition of a template, as true or false.

    Args:
        template: The template.
        scope: What `Ref` and `Fn::FindInMap` may name in conditions: parameters and mappings.

    Raises:
        AwsError: `ValidationError`, when one names a condition that is not there, or itself.
    """
    declared: Mapping[str, Any] = template.get("Conditions") or {}
    decided: dict[str, bool] = {}
    for name in declared:
        _decide(name, declared, scope, decided, ())
    return decided


def choose(template: Template, conditions: Mapping[str, bool]) -> Template:
    """The template without what its conditions leave out, without `Fn::If` and `AWS::NoValue`."""
    chosen = dict(template)
    for section in ("Resources", "Outputs"):
        kept = {
            name: {key: value for key, value in item.items() if key != "Condition"}
            for name, item in (template.get(section) or {}).items()
            if "Condition" not in item or _known(item["Condition"], conditions)
        }
        chosen[section] = _chosen(kept, conditions)
    return chosen


def _decide(
    name: str,
    declared: Mapping[str, Any],
    scope: Scope,
    decided: dict[str, bool],
    path: tuple[str, ...],
) -> bool:
    if name in decided:
        return decided[name]
    if name not in declared:
        raise invalid(f"Template format error: Unresolved condition dependency {name}")
    if name in path:
        raise invalid(f"Template format error: Circular dependencies for conditions [{name}]")

    def truth(value: Any) -> bool:
        match value:
            case {"Condition": other}:
                return _decide(other, declared, scope, decided, (*path, name))
            case {"Fn::Not": [one]}:
                return not truth(one)
            case {"Fn::And": [*several]}:
                return all(truth(one) for one in several)
            case {"Fn::Or": [*several]}:
                return any(truth(one) for one in several)
            case {"Fn::Equals": [left, right]}:
                return bool(_text(resolve(left, scope)) == _text(resolve(right, scope)))
        raise invalid(f"Template format error: Conditions can only be boolean operations ({name})")

    decided[name] = truth(declared[name])
    return decided[name]


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


def _known(name: str, conditions: Mapping[str, bool]) -> bool:
    if name not in conditions:
        raise invalid(f"Template format error: Unresolved condition dependency {name}")
    return conditions[name]


def _chosen(value: Any, conditions: Mapping[str, bool]) -> Any:
    if value == _NO_VALUE:
        return _LEFT_OUT
    if isinstance(value, dict):
        if set(value) == {"Fn::If"}:
            name, yes, no = value["Fn::If"]
            return _chosen(yes if _known(name, conditions) else no, conditions)
        items = {key: _chosen(item, conditions) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not _LEFT_OUT}
    if isinstance(value, list):
        return [
            item for item in (_chosen(item, conditions) for item in value) if item is not _LEFT_OUT
        ]
    return value
