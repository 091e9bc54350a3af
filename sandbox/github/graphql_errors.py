"""Errors of GitHub's GraphQL API, in the members and the order in which GitHub writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError, Node, SourceLocation, get_location

MESSAGE, PATH, TYPE, EXTENSIONS, LOCATIONS = "message", "path", "type", "extensions", "locations"


class TypedError(GraphQLError):
    """An error with a `type`, beside `message`: what GitHub's own resolvers raise."""

    def __init__(
        self, type_: str, text: str, extensions: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(text, extensions=dict(extensions or {}))
        self.type = type_


class RequestError(GraphQLError):
    """An error found before anything is executed; its path is that of the request's own text."""

    def __init__(
        self,
        text: str,
        locations: Sequence[SourceLocation],
        extensions: Mapping[str, object],
        path: Sequence[str] = (),
    ) -> None:
        super().__init__(text, extensions=dict(extensions))
        self.found_at = locations
        self.found_in = path


def locations_of(node: Node) -> list[SourceLocation]:
    """Where a part of a request stands in its text."""
    return [get_location(node.loc.source, node.loc.start)] if node.loc else []


def formatted(error: GraphQLError) -> dict[str, object]:
    """The error as GitHub writes it.

    Raises:
        Exception: What a resolver raised that is no answer of GitHub's: a defect of the sandbox.
    """
    if isinstance(error, RequestError):
        written: dict[str, Any] = {PATH: list(error.found_in), EXTENSIONS: error.extensions}
        written |= {LOCATIONS: list(map(_position, error.found_at)), MESSAGE: error.message}
        return {name: value for name, value in written.items() if value}
    cause = error.original_error
    if cause is not None and not isinstance(cause, GraphQLError):
        raise cause
    typed = {TYPE: cause.type} if isinstance(cause, TypedError) else {}
    extensions = cause.extensions if cause is not None else error.extensions
    written = {PATH: error.path, EXTENSIONS: extensions}
    written |= {LOCATIONS: list(map(_position, error.locations or ())), MESSAGE: error.message}
    return typed | {name: value for name, value in written.items() if value}


def _position(location: SourceLocation) -> dict[str, int]:
    return {"line": location.line, "column": location.column}
