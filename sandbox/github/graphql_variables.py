"""What is wrong with the variables of a GraphQL request, in the words of GitHub's graphql-ruby.

Source of the form: avitorio/outstatic issue 17, "Add an explicit error message when the outstatic
target branch does not exist", which quotes github.com.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode, type_from_ast
from graphql.utilities import validate_input_value

from sandbox.github.graphql_errors import RequestError, locations_of


def wrong_variables(
    schema: GraphQLSchema, operation: OperationDefinitionNode, values: Mapping[str, Any]
) -> Iterator[RequestError]:
    """The variables whose values do not fit the types that the request gives them."""
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        type_: Any = type_from_ast(schema, definition.type)
        if name not in values and definition.default_value is not None:
            continue
        problems: list[dict[str, Any]] = []

        def note(error: GraphQLError, path: list[str | int], into: Any = problems) -> None:
            into.append({"path": path, "explanation": _explanation(error.message)})

        validate_input_value(values.get(name), type_, note)
        if problems:
            said = ", ".join(map(_problem, problems))
            where = f" for {said}" if problems[0]["path"] else ""
            text = f"Variable ${name} of type {type_} was provided invalid value{where}"
            code = {"value": values.get(name), "problems": problems}
            yield RequestError(text, locations_of(definition), code)


def _problem(problem: Mapping[str, Any]) -> str:
    return f"{'.'.join(map(str, problem['path']))} ({problem['explanation']})"


def _explanation(text: str) -> str:
    return "Expected value to not be null" if "non-null" in text else text
