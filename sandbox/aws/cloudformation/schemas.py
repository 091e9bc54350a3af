"""The published schemas of resource types, and what they say about properties.

cfn-lint ships CloudFormation's registry, one JSON schema a type; it is read from its files, because
importing cfn-lint takes seconds.
"""

import importlib.util
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind as Kind

type Schema = Mapping[str, Any]


class PropertiesInvalid(Exception):
    """Properties that the schema of their type does not allow."""


@cache
def schema_of(type_name: str) -> Schema | None:
    """The schema of a resource type in us-east-1. None when CloudFormation has no such type."""
    digest = _index().get(type_name)
    if digest is None:
        return None
    text = (_folder() / "resources" / f"{digest}.json").read_text("utf-8")
    # Some patterns are Python's; JSON schema has ECMAScript's.
    schema: Schema = json.loads(text.replace('\\\\Z"', '$"'))
    return schema


def takes_tags_as_map(type_name: str) -> bool:
    """Whether a type's `Tags` are one object, as few types have them, and not a list."""
    tags: Schema = (schema_of(type_name) or {}).get("properties", {}).get("Tags", {})
    return tags.get("type") == "object"


def read_only(type_name: str) -> set[str]:
    """The properties that only `Fn::GetAtt` gives."""
    schema = schema_of(type_name) or {}
    return {path.removeprefix("/properties/") for path in schema.get("readOnlyProperties", [])}


def convert(type_name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties in the types that their schema asks for, as CloudFormation converts them.

    It takes `"true"` for true, `"5"` for 5 and 5 for `"5"`.
    """
    schema = schema_of(type_name) or {}
    converted: dict[str, Any] = _converted(dict(properties), schema, schema)
    return converted


def check(type_name: str, properties: Mapping[str, Any]) -> None:
    """Check converted properties against their schema.

    Raises:
        PropertiesInvalid: Every violation, in CloudFormation's words.
    """
    given = read_only(type_name) & set(properties)
    violations = [
        *(f"#: extraneous key [{name}] is not permitted" for name in sorted(given)),
        *(_violation(error) for error in _validator(type_name).iter_errors(dict(properties))),
    ]
    if violations:
        raise PropertiesInvalid("\n".join(violations))


def _converted(value: Any, schema: Schema, root: Schema) -> Any:
    if "$ref" in schema:
        return _converted(value, _pointed_at(schema["$ref"], root), root)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        others: Schema = next(iter(schema.get("patternProperties", {}).values()), {})
        return {
            key: _converted(item, properties.get(key, others), root) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_converted(item, schema.get("items", {}), root) for item in value]
    return _scalar(value, schema.get("type"))


def _scalar(value: Any, wanted: object) -> Any:
    if wanted == "string" and isinstance(value, bool):
        return str(value).lower()
    if wanted == "string" and isinstance(value, int | float):
        return str(value)
    if wanted == "boolean" and value in ("true", "false"):
        return value == "true"
    if wanted in ("integer", "number") and isinstance(value, str):
        for number in (int, float) if wanted == "number" else (int,):
            try:
                return number(value)
            except ValueError:
                continue
    return value


def _pointed_at(reference: str, root: Schema) -> Schema:
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def _violation(error: jsonschema_rs.ValidationError) -> str:
    """A violation as CloudFormation words it: its handlers use a Java library's messages."""
    place = "/".join(["#", *(str(step) for step in error.instance_path)])
    match error.kind:
        case Kind.AdditionalProperties(unexpected=names):
            return f"{place}: extraneous key [{', '.join(names)}] is not permitted"
        case Kind.Required(property=name):
            return f"{place}: required key [{name}] not found"
        case Kind.Enum():
            return f"{place}: {error.instance} is not a valid enum value"
    return f"{place}: {error.message}"


@cache
def _validator(type_name: str) -> jsonschema_rs.Draft7Validator:
    schema = dict(schema_of(type_name) or {})
    # Some name CloudFormation's own meta-schema, which is draft 7 with additions.
    schema.pop("$schema", None)
    return jsonschema_rs.Draft7Validator(schema)


@cache
def _index() -> Mapping[str, str]:
    index: Mapping[str, str] = json.loads(
        (_folder() / "providers" / "us-east-1.json").read_text("utf-8")
    )
    return index


@cache
def _folder() -> Path:
    package = importlib.util.find_spec("cfnlint")
    assert package is not None
    assert package.submodule_search_locations is not None
    return Path(package.submodule_search_locations[0]) / "data" / "schemas"
