"""GitHub's whole published GraphQL schema, ready to validate and execute requests.

Source: the npm package @octokit/graphql-schema, where the Octokit project publishes it.
"""

import base64
import re
from collections.abc import Callable
from functools import cache
from threading import Lock

from graphql import (
    GraphQLError,
    GraphQLScalarType,
    GraphQLSchema,
    build_ast_schema,
    parse,
)

from sandbox.github.npm_contracts import contract_text

_DESCRIPTION = re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*"""', re.DOTALL)
_OBJECT_ID = re.compile("[0-9a-f]{40}")
_loading = Lock()


def graphql_contract() -> GraphQLSchema:
    """The schema, read once in a process (0.6 s) and shared: nobody may change it."""
    with _loading:
        return _read()


@cache
def _read() -> GraphQLSchema:
    text = contract_text("graphql-schema", "schema.graphql")
    # Two thirds of the text are descriptions, which bind nobody and double the time to parse.
    document = parse(_DESCRIPTION.sub("", text), no_location=True)
    # Taken as it is: two fields are published twice, and twelve that interfaces need are
    # deprecated, which graphql-core would not have.
    schema = build_ast_schema(document, assume_valid=True)
    _read_as(schema, "GitObjectID", _object_id)
    _read_as(schema, "Base64String", _base64)
    return schema


def _read_as(schema: GraphQLSchema, name: str, read: Callable[[object], object]) -> None:
    scalar = schema.type_map[name]
    if not isinstance(scalar, GraphQLScalarType):
        raise TypeError(f"{name} is no longer a scalar of GitHub's schema")
    scalar.coerce_input_value = read


def _object_id(value: object) -> str:
    if isinstance(value, str) and _OBJECT_ID.fullmatch(value):
        return value
    raise GraphQLError(f'Could not coerce value "{value}" to GitObjectID')


def _base64(value: object) -> bytes:
    """The bytes. "Correct padding is required", says the schema's FileChanges."""
    try:
        return base64.b64decode(str(value), validate=True)
    except ValueError:
        raise GraphQLError("Could not coerce value to Base64String") from None
