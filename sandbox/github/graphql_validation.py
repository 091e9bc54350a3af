"""What is wrong with a GraphQL request before anything is executed, in GitHub's words.

GitHub runs graphql-ruby. For the mistakes people make (an unknown field or argument, a missing
argument, a missing selection) messages, `extensions.code` and paths are those of its static
validation, as github.com answers them. Rarer mistakes are reported in graphql-core's words.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FieldsOnCorrectTypeRule,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    KnownArgumentNamesRule,
    OperationDefinitionNode,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    is_leaf_type,
    is_required_argument,
    specified_rules,
    validate,
)
from graphql.validation import ValidationRule

from sandbox.github.graphql_errors import RequestError, locations_of

_OURS = (
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
)


def mistakes(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What the schema says against the document; nothing when it can be executed."""
    rules = [rule for rule in specified_rules if rule not in _OURS]
    return validate(schema, document, [*rules, _FieldsAsInRuby])


class _FieldsAsInRuby(ValidationRule):
    """Every field exists, and has the arguments and the selection that it needs."""

    def enter_field(self, node: FieldNode, *rest: Any) -> None:
        parent, definition = self.context.get_parent_type(), self.context.get_field_def()
        if parent is None or definition is None:
            if parent is not None:
                self._refuse_field(node, parent.name, rest[-1])
            return
        self._check_arguments(node, definition.args, rest[-1])
        self._check_selection(node, definition.type, rest[-1])

    def _refuse_field(self, node: FieldNode, type_name: str, ancestors: list[Any]) -> None:
        name = node.name.value
        text = f"Field '{name}' doesn't exist on type '{type_name}'"
        code = {"code": "undefinedField", "typeName": type_name, "fieldName": name}
        self._report(text, node, ancestors, code)

    def _check_arguments(
        self, node: FieldNode, known: Mapping[str, Any], ancestors: list[Any]
    ) -> None:
        name, given = node.name.value, {argument.name.value for argument in node.arguments or ()}
        for unknown in sorted(given - known.keys()):
            text = f"Field '{name}' doesn't accept argument '{unknown}'"
            code = {"code": "argumentNotAccepted", "name": name, "typeName": "Field"}
            self._report(text, node, ancestors, code | {"argumentName": unknown}, unknown)
        required = {key for key, argument in known.items() if is_required_argument(argument)}
        if missing := ", ".join(sorted(required - given)):
            text = f"Field '{name}' is missing required arguments: {missing}"
            code = {"code": "missingRequiredArguments", "className": "Field", "name": name}
            self._report(text, node, ancestors, code | {"arguments": missing})

    def _check_selection(self, node: FieldNode, type_: Any, ancestors: list[Any]) -> None:
        name, named = node.name.value, str(type_).strip("[]!")
        is_leaf = is_leaf_type(self.context.schema.type_map[named])
        if is_leaf == (node.selection_set is None):
            return
        why = (
            f"Selections can't be made on scalars (field '{name}' returns {named} but has "
            "selections)"
            if is_leaf
            else f"Field must have selections (field '{name}' returns {named} but has no "
            f"selections. Did you mean '{name} {{ ... }}'?)"
        )
        code = {"code": "selectionMismatch", "nodeName": f"field '{name}'", "typeName": named}
        self._report(why, node, ancestors, code)

    def _report(
        self, text: str, node: FieldNode, ancestors: list[Any], code: dict[str, str], *tail: str
    ) -> None:
        path = [*_path(ancestors), node.alias.value if node.alias else node.name.value, *tail]
        self.report_error(RequestError(text, locations_of(node), code, path))


def _path(ancestors: list[Any]) -> Iterator[str]:
    for node in ancestors:
        match node:
            case OperationDefinitionNode():
                kind = node.operation.value
                yield f"{kind} {node.name.value}" if node.name else kind
            case FragmentDefinitionNode():
                yield f"fragment {node.name.value}"
            case InlineFragmentNode(type_condition=condition):
                yield f"... on {condition.name.value}" if condition else "..."
            case FieldNode():
                yield node.alias.value if node.alias else node.name.value
