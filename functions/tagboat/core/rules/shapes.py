"""Every place where data has another shape than its type: msgspec itself stops at the first."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct

from tagboat.core.rules.mistakes import Location
from tagboat.core.wrong_shape import KEY_IS_NO_TEXT, meant, wrong_shape

type Wrong = Iterator[tuple[Location, str]]


def wrong_shapes(data: Any, of: Any, at: Location = ()) -> Wrong:  # noqa: ANN401 - any data, any type
    """Say where data has another shape than a type, and what is wrong there.

    Args:
        data: Dicts, lists, texts and numbers.
        of: A type that msgspec knows.
        at: Where the data is.

    Returns:
        Each mistake with its place; none if msgspec can convert the data.
    """
    inside = _type_for(data, of)
    if isinstance(data, dict) and _is_struct(inside):
        yield from _in_struct(data, inside, at)
    elif isinstance(data, dict) and data and get_origin(inside) is dict:
        yield from _in_dict(data, inside, at)
    elif isinstance(data, list) and data and get_origin(inside) is list:
        (item,) = get_args(inside)
        for index, one in enumerate(data):
            yield from wrong_shapes(one, item, (*at, index))
    else:
        yield from _in_value(data, of, at)


def _in_struct(data: Mapping[Any, Any], of: type[Struct], at: Location) -> Wrong:
    names = dict(zip(of.__struct_encode_fields__, of.__struct_fields__, strict=True))
    for key in data:
        if not isinstance(key, str):
            yield at, KEY_IS_NO_TEXT
        elif key not in names:
            yield (*at, key), f"unknown key; {meant(key, list(names))}"
    required = of.__struct_fields__[: len(names) - len(of.__struct_defaults__)]
    for key, name in names.items():
        if key in data:
            yield from wrong_shapes(data[key], _hints(of)[name], (*at, key))
        elif name in required:
            yield at, f"the key '{key}' is missing"


def _in_dict(data: Mapping[Any, Any], of: Any, at: Location) -> Wrong:  # noqa: ANN401
    _, item = get_args(of)
    for key, value in data.items():
        if isinstance(key, str):
            yield from wrong_shapes(value, item, (*at, key))
        else:
            yield at, KEY_IS_NO_TEXT


def _in_value(data: Any, of: Any, at: Location) -> Wrong:  # noqa: ANN401
    try:
        msgspec.convert(data, of)
    except msgspec.ValidationError as error:
        yield at, wrong_shape(error, of)[1]


def _type_for(data: Any, of: Any) -> Any:  # noqa: ANN401
    """The type without its annotations; of several, the one that data of this kind is meant for."""
    if get_origin(of) is Annotated:
        return _type_for(data, get_args(of)[0])
    if get_origin(of) not in (Union, UnionType):
        return of
    kinds = [_type_for(data, one) for one in get_args(of)]
    if isinstance(data, dict):
        return next((kind for kind in kinds if _is_struct(kind) or get_origin(kind) is dict), of)
    return next((kind for kind in kinds if get_origin(kind) is type(data)), of)


def _is_struct(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and issubclass(kind, Struct)


@cache
def _hints(of: type[Struct]) -> Mapping[str, Any]:
    return get_type_hints(of, include_extras=True)
