"""The operations of GitHub's REST API, from the OpenAPI description that GitHub publishes.

Source: the npm package @octokit/openapi (api.github.com.json). Of its 13 MB only the operations'
paths, parameters and bodies are kept.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import jsonschema_rs

from sandbox.github.npm_contracts import contract_text

_reading = Lock()
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Operation:
    """An operation of the REST API."""

    id: str
    method: str
    path: re.Pattern[str]
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    """The JSON Schema of what is sent; None where nothing is."""

    def complaints(self, values: Mapping[str, str], where: str) -> list[str]:
        """What is wrong with the values of the parameters in the `path` or in the `query`."""
        known = [parameter for parameter in self.parameters if parameter["in"] == where]
        schemas: dict[str, Any] = {one["name"]: one["schema"] for one in known}
        schema = {
            "type": "object",
            "properties": schemas,
            "required": [parameter["name"] for parameter in known if parameter.get("required")],
        }
        read = {name: _read_as(schemas.get(name), value) for name, value in values.items()}
        return _complaints(schema, read)

    def complaints_of_body(self, sent: Any) -> list[str]:
        """What is wrong with the body: None is none."""
        if self.body is None:
            return [] if sent is None else ["there is no body to send"]
        return _complaints(self.body, sent)


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation of a request and the parameters in its path; None when there is none.

    Args:
        method: In capitals.
        path: Without the `/api/v3` of an Enterprise Server.
    """
    for operation in _operations():
        found = operation.path.fullmatch(path) if operation.method == method else None
        if found:
            return operation, found.groupdict()
    return None


def _read_as(schema: Mapping[str, Any] | None, text: str) -> str | int:
    """A parameter's value: an address is text, and some of it are numbers."""
    is_number = schema is not None and schema.get("type") == "integer"
    return int(text) if is_number and text.isdecimal() else text


def _complaints(schema: dict[str, Any], value: Any) -> list[str]:
    errors = jsonschema_rs.validator_for(_strict(schema)).iter_errors(value)
    return [error.message for error in errors]


def _strict(schema: Any) -> Any:
    """The schema that refuses what is not described, where GitHub's says nothing of it."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _strict(part) for key, part in schema.items()}
    return kept | {"additionalProperties": False} if "properties" in schema else kept


def _operations() -> tuple[Operation, ...]:
    """All of them, read once in a process (0.4 s), those with the longest paths first."""
    with _reading:
        return _read()


@cache
def _read() -> tuple[Operation, ...]:
    document = json.loads(contract_text("openapi", "generated/api.github.com.json"))
    shared, schemas = document["components"]["parameters"], document["components"]["schemas"]
    # A branch may hold slashes: /branches/{branch} would also match what is below a branch.
    paths = sorted(document["paths"], key=lambda path: path.count("/"), reverse=True)
    return tuple(
        _operation(path, method.upper(), described, shared, schemas)
        for path in paths
        for method, described in document["paths"][path].items()
    )


def _operation(
    path: str,
    method: str,
    described: dict[str, Any],
    shared: dict[str, Any],
    schemas: dict[str, Any],
) -> Operation:
    parameters = tuple(
        shared[parameter["$ref"].rpartition("/")[2]] if "$ref" in parameter else parameter
        for parameter in described.get("parameters") or ()
    )
    long = {parameter["name"] for parameter in parameters if parameter.get("x-multi-segment")}

    def group(placeholder: re.Match[str]) -> str:
        name = placeholder[1]
        if name not in long:
            return f"(?P<{name}>[^/]+)"
        # Recorded: `contents/` is the root folder.
        return f"(?P<{name}>{'.*' if name == 'path' else '.+'})"

    # No path of the API has a character that means something in a pattern, but for dots.
    pattern = re.compile(_PLACEHOLDER.sub(group, path.replace(".", r"\.")))
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    schema = _whole(body.get("schema"), schemas)
    return Operation(described["operationId"], method, pattern, parameters, schema)


def _whole(schema: Any, schemas: dict[str, Any]) -> Any:
    """The schema with all that it refers to in its place. No body of GitHub's holds itself."""
    if isinstance(schema, list):
        return [_whole(part, schemas) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _whole(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    return {key: _whole(part, schemas) for key, part in schema.items()}
