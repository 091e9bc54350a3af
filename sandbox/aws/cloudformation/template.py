"""Templates as text and as data."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from sandbox.aws.errors import AwsError, NotSupported

type Template = dict[str, Any]
type Resource = Mapping[str, Any]

_SECTIONS = {
    "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions",
    "Transform", "Resources", "Outputs", "Globals", "Rules", "Hooks",
}  # fmt: skip
_RESOURCE_KEYS = {
    "Type", "Properties", "DependsOn", "Condition", "Metadata", "DeletionPolicy",
    "UpdateReplacePolicy", "CreationPolicy", "UpdatePolicy", "Connectors", "IgnoreGlobals",
}  # fmt: skip
_NOT_SUPPORTED_KEYS = ("CreationPolicy", "UpdatePolicy")
_POLICIES = ("Delete", "Retain", "RetainExceptOnCreate")


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: short forms of functions, and dates are strings."""


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {name: value}


_Loader.add_multi_constructor("!", _short_form)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def invalid(message: str) -> AwsError:
    """CloudFormation's `ValidationError`."""
    return AwsError("ValidationError", message)


def parse(text: str) -> Template:
    """Read a template in JSON or YAML.

    Raises:
        AwsError: `ValidationError`, when it is neither, or not a template.
    """
    try:
        # JSON is YAML too, but reading it as such takes many times as long.
        template = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except (yaml.YAMLError, ValueError) as error:
        raise invalid(f"Template format error: YAML not well-formed. ({error})") from error
    if not isinstance(template, dict):
        raise invalid("Template format error: unsupported structure.")
    _check(template)
    return template


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # a subclass of SafeLoader


def _check(template: Template) -> None:
    if unknown := sorted(set(template) - _SECTIONS):
        raise invalid(f"Invalid template property or properties [{', '.join(unknown)}]")
    for section in ("Rules", "Hooks"):
        if section in template:
            raise NotSupported(f"the section {section} of a template")
    if not template.get("Resources"):
        raise invalid("Template format error: At least one Resources member must be defined.")
    for name, resource in template["Resources"].items():
        _check_resource(name, resource)


def _check_resource(name: str, resource: object) -> None:
    if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
        raise invalid(
            f"Template format error: Every Resources object must contain a Type member. ({name})"
        )
    if unknown := sorted(set(resource) - _RESOURCE_KEYS):
        raise invalid(f"Invalid template resource property '{unknown[0]}'")
    for key in _NOT_SUPPORTED_KEYS:
        if key in resource:
            raise NotSupported(f"the attribute {key} of a resource ({name})")
    for key in ("DeletionPolicy", "UpdateReplacePolicy"):
        if resource.get(key, "Delete") not in _POLICIES:
            raise NotSupported(f"the {key} {resource[key]} of a resource ({name})")
