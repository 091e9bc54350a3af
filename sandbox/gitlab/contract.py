"""Hold a request to what GitLab's documentation says of its operation.

We found no package that carries GitLab's OpenAPI description, so the operations are written down
here by hand: `contract_of_*.py` have those that the sandbox knows, with the parameters that it
knows of each. What GitLab would ignore, a parameter that it does not have, is refused here.

Source: "REST API resources" (GitLab's documentation); the texts of refusals are those of Grape, the
library under GitLab's API ("Parameter Validation and Coercion").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import unquote

from sandbox.gitlab.answers import invalid, not_supported

type Kind = Literal["string", "integer", "boolean", "strings", "integers", "objects"]

_INTEGER = re.compile("-?[0-9]{1,18}")
READ = ("api", "read_api")
WRITE = ("api",)


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query or of the body: GitLab does not tell them apart."""

    name: str
    kind: Kind = "string"
    required: bool = False
    values: tuple[str, ...] = ()
    """The only ones that there are, if not empty."""
    may_be_blank: bool = True


@dataclass(frozen=True)
class Operation:
    """An operation of the REST API."""

    method: str
    route: str
    """As the documentation has it: `/projects/:id/merge_requests/:merge_request_iid`."""
    parameters: tuple[Parameter, ...] = ()
    scopes: tuple[str, ...] = READ
    """The scopes of which a token needs one."""
    anonymous: bool = False
    """Whether it has an answer to who has no token (of a public project)."""

    @property
    def name(self) -> str:
        """What the log and the interruptions call it."""
        return f"{self.method} {self.route}"

    def match(self, method: str, segments: list[str]) -> dict[str, str] | None:
        """The parameters in a path of still encoded segments, None when it is another's path."""
        route = self.route.strip("/").split("/")
        if method != self.method or len(route) != len(segments):
            return None
        pairs = list(zip(route, segments, strict=True))
        if any(not name.startswith(":") and name != segment for name, segment in pairs):
            return None
        return {name[1:]: unquote(segment) for name, segment in pairs if name.startswith(":")}

    def read(self, given: Mapping[str, object]) -> dict[str, Any]:
        """The values of the parameters, in their types.

        Raises:
            Answer: 400 as GitLab's for what is missing or has the wrong type; 501 for a parameter
                that is not described.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := sorted(given.keys() - known.keys()):
            raise not_supported(f"the parameters {', '.join(unknown)} of {self.name}")
        missing = [p.name for p in self.parameters if p.required and p.name not in given]
        if missing:
            raise invalid(", ".join(f"{name} is missing" for name in missing))
        return {name: read_value(known[name], value) for name, value in given.items()}


def read_value(parameter: Parameter, value: object) -> Any:
    """A value in its parameter's type, from JSON or from a query.

    Raises:
        Answer: 400, it is not of that type.
    """
    try:
        read = _read(parameter.kind, value)
    except (ValueError, TypeError):
        raise invalid(f"{parameter.name} is invalid") from None
    if parameter.values and read not in parameter.values:
        raise invalid(f"{parameter.name} does not have a valid value")
    if not parameter.may_be_blank and not read:
        raise invalid(f"{parameter.name} is empty")
    return read


def _read(kind: Kind, value: object) -> Any:
    match kind, value:
        case "string", str():
            return value
        case "integer", int() if not isinstance(value, bool):
            return value
        case "integer", str() if _INTEGER.fullmatch(value):
            return int(value)
        case "boolean", bool() | "true" | "false":
            return value in (True, "true")
        case "strings", str():
            return [part.strip() for part in value.split(",") if part.strip()]
        case "strings", list():
            return [_read("string", part) for part in value]
        case "integers", str():
            return [_read("integer", part) for part in value.split(",") if part]
        case "integers", list():
            return [_read("integer", part) for part in value]
        case "objects", list() if all(isinstance(part, dict) for part in value):
            return value
        case _:
            raise TypeError
