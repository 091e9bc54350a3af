"""The texts of GraphQL requests, held against the schema once for all their repetitions."""

from dataclasses import dataclass
from functools import lru_cache

from graphql import DocumentNode, GraphQLError, parse

from sandbox.github.graphql_contract import graphql_contract
from sandbox.github.graphql_support import unsupported_in
from sandbox.github.graphql_validation import mistakes


@dataclass(frozen=True)
class Document:
    """A text that is GraphQL, and what there is against executing it."""

    parsed: DocumentNode
    mistakes: tuple[GraphQLError, ...]
    """What GitHub refuses."""
    unsupported: tuple[str, ...]
    """What only the sandbox refuses: `Type.field`."""


@lru_cache(maxsize=256)
def read_document(text: str) -> Document:
    """Read a text. A client repeats a few, with other variables: 10 ms then become none.

    Raises:
        GraphQLError: It is no GraphQL.
    """
    parsed, schema = parse(text), graphql_contract()
    if wrong := mistakes(schema, parsed):
        return Document(parsed, tuple(wrong), ())
    return Document(parsed, (), tuple(unsupported_in(schema, parsed)))
