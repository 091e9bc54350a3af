"""Which part of GitHub's schema the sandbox supports, and its values; the rest is refused loudly.

A request is checked as a whole before anything of it is executed, so that a mutation is not half
done when it asks for something in its answer that is not there.
"""

import inspect
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLAbstractType,
    GraphQLNamedType,
    GraphQLResolveInfo,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    is_abstract_type,
    visit,
)

from sandbox.github.answers import Answer
from sandbox.github.call import Call
from sandbox.github.graphql_types import (
    connections,
    conversations,
    git_objects,
    payloads,
    people,
    pull_requests,
    repositories,
    roots,
)

_MODULES = (
    roots,
    payloads,
    repositories,
    pull_requests,
    conversations,
    git_objects,
    people,
    connections,
)
_TYPES = {
    name: member
    for module in _MODULES
    for name, member in vars(module).items()
    if inspect.isclass(member) and member.__module__ == module.__name__ and name[0] != "_"
}
_CAPITAL = re.compile("(?<=[a-z])(?=[A-Z])")


def supported_types() -> Mapping[str, type]:
    """The classes for types of the schema, by the types' names."""
    return _TYPES


def unsupported_in(schema: GraphQLSchema, document: DocumentNode) -> list[str]:
    """What of a valid request the sandbox does not have: `Type.field`, `Type.field(argument:)`."""
    types = TypeInfo(schema)
    search = _Search(schema, types)
    visit(document, TypeInfoVisitor(types, search))
    return search.found


def value_of(source: Any, info: GraphQLResolveInfo[Call], **arguments: Any) -> Any:
    """The field resolver: a member of the object in question, called if it is a method.

    Raises:
        Answer: The request ends here, and what it asks for further on is not begun.
    """
    call = info.context
    if call.ended_with:
        raise call.ended_with[0]
    try:
        if info.path.prev is None:
            call.begin(info.field_name)
        name = _snake_case(info.field_name)
        method = getattr(type(source), name, None)
        if not callable(method):
            return getattr(source, name)
        given = {_snake_case(key): value for key, value in arguments.items()}
        # What else is here are defaults of the schema: nobody may give those arguments.
        known = {key: given[key] for key in _arguments(method) if key in given}
        return _called(source, method, known, info)
    except Answer as answer:
        call.ended_with.append(answer)
        raise


def _called(source: Any, method: Any, given: dict[str, Any], info: GraphQLResolveInfo[Call]) -> Any:
    found = method(source, **given)
    if info.parent_type.name == "Mutation":
        info.context.begin(f"{info.field_name}/answer")
    return found


def type_name_of(value: object, *_: object) -> str:
    """The type resolver: the classes are called as the types are."""
    return type(value).__name__


class _Search(Visitor):
    """Collects what is not supported."""

    def __init__(self, schema: GraphQLSchema, types: TypeInfo) -> None:
        super().__init__()
        self.found: list[str] = []
        self._schema, self._types = schema, types

    def enter_field(self, node: FieldNode, *_: object) -> None:
        name, parent = node.name.value, self._types.get_parent_type()
        if parent is None or name.startswith("__") or parent.name.startswith("__"):
            return
        for owner in self._supported_types(parent):
            member = _member(owner, name)
            if member is None:
                self.found.append(f"{parent.name}.{name}")
                return
            given = [argument.name.value for argument in node.arguments or ()]
            unknown = [key for key in given if _snake_case(key) not in _arguments(member)]
            self.found.extend(f"{parent.name}.{name}({key}:)" for key in unknown)

    def _supported_types(self, parent: GraphQLNamedType) -> list[type | None]:
        """The classes behind a type, or behind the types that an interface stands for."""
        if not is_abstract_type(parent):
            return [_TYPES.get(parent.name)]
        abstract: GraphQLAbstractType = parent
        names = [type_.name for type_ in self._schema.get_possible_types(abstract)]
        return [_TYPES[name] for name in names if name in _TYPES] or [None]


def _member(owner: type | None, field: str) -> Any:
    name = _snake_case(field)
    attributes = getattr(owner, "__dataclass_fields__", {})
    return attributes.get(name) or getattr(owner, name, None)


@cache
def _arguments(member: Any) -> tuple[str, ...]:
    return tuple(inspect.signature(member).parameters) if callable(member) else ()


def _snake_case(name: str) -> str:
    return _CAPITAL.sub("_", name).lower()
