"""`POST /api/graphql`: from the bytes of a request to the bytes of its answer.

Source: "Forming calls with GraphQL" (GitHub's documentation). Every request is parsed, validated
and executed against the whole schema that GitHub publishes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ExecutionResult,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
)

from sandbox.github.answers import GRAPHQL_DOCS, Answer, message, not_supported
from sandbox.github.call import Call
from sandbox.github.graphql_contract import graphql_contract
from sandbox.github.graphql_documents import Document, read_document
from sandbox.github.graphql_errors import formatted
from sandbox.github.graphql_support import type_name_of, value_of
from sandbox.github.graphql_types.roots import Mutation, Query
from sandbox.github.graphql_variables import wrong_variables


@dataclass(frozen=True)
class GraphQLRequest:
    """A request whose text could be parsed."""

    document: Document
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its root fields, for the log: `repository`, or `repository+rateLimit`."""
        selected = self.operation.selection_set.selections
        names = [node.name.value for node in selected if isinstance(node, FieldNode)]
        return "+".join(dict.fromkeys(names)) or "graphql"

    @property
    def writes(self) -> bool:
        """Whether it is a mutation."""
        return self.operation.operation is OperationType.MUTATION


def read_request(body: bytes) -> GraphQLRequest:
    """Parse the body of a request.

    Raises:
        Answer: It is no JSON, or no GraphQL.
    """
    try:
        asked = json.loads(body)
    except ValueError:
        raise message(400, "Problems parsing JSON", GRAPHQL_DOCS) from None
    text = asked.get("query") if isinstance(asked, dict) else None
    if not isinstance(text, str):
        raise _errors(GraphQLError("A query attribute must be specified and must be a string."))
    try:
        document = read_document(text)
    except GraphQLError as error:
        raise _errors(error) from None
    operation = get_operation_ast(document.parsed, asked.get("operationName"))
    if operation is None:
        raise _errors(GraphQLError("An operation name is required"))
    return GraphQLRequest(document, operation, asked.get("variables") or {})


def answer_graphql(call: Call, request: GraphQLRequest) -> Answer:
    """Carry a request out.

    Raises:
        Answer: It is refused as a whole.
    """
    schema, document = graphql_contract(), request.document
    if document.mistakes:
        return _errors(*document.mistakes)
    if document.unsupported:
        raise not_supported(", ".join(document.unsupported))
    if wrong := list(wrong_variables(schema, request.operation, request.variables)):
        return _errors(*wrong)
    name = request.operation.name
    result = execute_sync(
        schema,
        document.parsed,
        root_value=Mutation(call) if request.writes else Query(call),
        context_value=call,
        variable_values=dict(request.variables),
        operation_name=name.value if name else None,
        field_resolver=value_of,
        type_resolver=type_name_of,
    )
    return _answer(result)


def _answer(result: ExecutionResult) -> Answer:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [formatted(error) for error in result.errors]
    return Answer(200, body)


def _errors(*errors: GraphQLError) -> Answer:
    return Answer(200, {"errors": [formatted(error) for error in errors]})
