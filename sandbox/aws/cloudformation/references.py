"""What the resources of a template name, and the order in which they can be made."""

import re
from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from sandbox.aws.cloudformation.template import Template, invalid

_PLACEHOLDER = re.compile(r"\$\{([^!${}][^${}]*)\}")


type Use = tuple[str, str | None]
"""The name of a parameter or a resource, and the attribute of it that `Fn::GetAtt` takes."""


def uses_in(value: Any) -> Iterator[Use]:
    """What the functions in a value name: with `Fn::GetAtt` an attribute too, with `Ref` none."""
    if isinstance(value, list):
        for item in value:
            yield from uses_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _used_by(key, item)


def _used_by(key: str, argument: Any) -> Iterator[Use]:
    if key == "Ref" and isinstance(argument, str):
        yield argument, None
    elif key == "Fn::GetAtt":
        name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
        yield name, attribute
    elif key == "Fn::Sub":
        text, own = (argument, {}) if isinstance(argument, str) else argument
        for placeholder in _PLACEHOLDER.findall(text):
            if placeholder.strip() not in own:
                name, _, attribute = placeholder.strip().partition(".")
                yield name, attribute or None
        yield from uses_in(own)
    else:
        yield from uses_in(argument)


def named_in(value: Any) -> Iterator[str]:
    """The names of parameters and resources that the functions in a value use."""
    for name, _ in uses_in(value):
        yield name


def attributes_in(value: Any) -> Iterator[tuple[str, str]]:
    """The resource and attribute of every `Fn::GetAtt`, also within `Fn::Sub`."""
    for name, attribute in uses_in(value):
        if attribute is not None:
            yield name, attribute


def check(template: Template, names: Collection[str]) -> None:
    """Check that everything that is named exists.

    Args:
        template: The template; resources that a condition leaves out are already gone.
        names: The names of its parameters and the pseudo parameters.

    Raises:
        AwsError: `ValidationError`, with CloudFormation's own message.
    """
    known = {*names, *template["Resources"]}
    for section in ("Resources", "Outputs"):
        content = template.get(section) or {}
        wanted = set(named_in(content)) | set(_depended_on(content))
        if unknown := sorted(wanted - known):
            raise invalid(
                "Template format error: Unresolved resource dependencies "
                f"[{', '.join(unknown)}] in the {section} block of the template"
            )


def _depended_on(items: Mapping[str, Any]) -> Iterator[str]:
    for item in items.values():
        yield from dependencies(item)


def dependencies(resource: Mapping[str, Any]) -> list[str]:
    """The names in a resource's `DependsOn`."""
    named = resource.get("DependsOn") or []
    return [named] if isinstance(named, str) else list(named)


def in_order(resources: Mapping[str, Any]) -> list[str]:
    """The names of resources, each after those that it names.

    Raises:
        AwsError: `ValidationError`, when they name each other in a circle.
    """
    graph = {
        name: {*named_in(resource.get("Properties")), *dependencies(resource)} & set(resources)
        for name, resource in resources.items()
    }
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        circle = sorted(set(error.args[1]))
        raise invalid(f"Circular dependency between resources: [{', '.join(circle)}]") from error
