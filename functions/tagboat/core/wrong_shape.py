"""What is wrong with data that people write, in words instead of a library's."""

import difflib
import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import inspect

_PLACE = re.compile(r"(?P<said>.*) - at `(?P<key>key` in `)?\$(?P<path>[^`]*)`\Z", re.DOTALL)
_STEP = re.compile(r"\[(?P<index>[^\]]*)\]|(?P<name>[^.\[]+)")
_UNKNOWN_KEY = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING_KEY = re.compile(r"Object missing required field `(.*)`", re.DOTALL)
_UNKNOWN_VALUE = re.compile(r"Invalid enum value (.*)", re.DOTALL)
_OTHER_TYPE = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_TYPES = {
    "array": "a list",
    "bool": "true or false",
    "date": "a date",
    "datetime": "a time",
    "float": "a number",
    "int": "a whole number",
    "null": "empty",
    "object": "keys with values",
    "str": "text",
}
KEY_IS_NO_TEXT = "a key is no text; write it in quotes"
_SCALARS = ("bool", "date", "datetime", "float", "int")


def wrong_shape(error: msgspec.ValidationError, of: Any) -> tuple[str, str]:  # noqa: ANN401 - any type
    """Say where data has another shape than its type, and what is wrong there.

    Args:
        error: What msgspec found.
        of: The type. What its texts have to be is the `description` of their `Meta`.

    Returns:
        The place from the data's root, such as `targets[0].file`, empty at the root; and what is
        wrong there.
    """
    found = _PLACE.fullmatch(str(error))
    if found is None:
        return "", _wrong(str(error), inspect.type_info(of))
    path = found["path"].removeprefix(".")
    if found["key"]:
        return path, KEY_IS_NO_TEXT
    return path, _wrong(found["said"], _type_at(path, inspect.type_info(of)))


def _type_at(path: str, root: inspect.Type) -> inspect.Type | None:
    found: inspect.Type | None = root
    for step in _STEP.finditer(path):
        inside = _bare(found)
        if isinstance(inside, inspect.StructType):
            named = (field for field in inside.fields if field.encode_name == step["name"])
            field = next(named, None)
            found = field.type if field else None
        else:
            found = inside.item_type if isinstance(inside, inspect.ListType) else None
    return found


def _wrong(said: str, at: inspect.Type | None) -> str:
    if found := _UNKNOWN_KEY.fullmatch(said):
        return f"unknown key '{found[1]}'; {meant(found[1], _keys(at))}"
    if found := _MISSING_KEY.fullmatch(said):
        return f"the key '{found[1]}' is missing"
    if found := _UNKNOWN_VALUE.fullmatch(said):
        values = [repr(value) for value in _values(at)]
        known = _known(values) if values else f"it has to be {_description(at)}"
        return f"{found[1]} is not known; {known}"
    if found := _OTHER_TYPE.fullmatch(said):
        expected = _description(at) or _types(found[1])
        quotes = "; put it in quotes" if found[1].startswith("str") and found[2] in _SCALARS else ""
        return f"it has to be {expected}, not {_TYPES.get(found[2], found[2])}{quotes}"
    described = _description(at)
    return f"it has to be {described}" if described else said


def _types(names: str) -> str:
    known = (_TYPES.get(name, name) for name in names.split(" | ") if name != "null")
    return " or ".join(known)


def meant(key: str, known: Sequence[str]) -> str:
    """What may have been meant by a key that is not known."""
    close = difflib.get_close_matches(key[:100], known, n=1)
    return f"did you mean '{close[0]}'?" if close else _known(known)


def _known(names: Sequence[str]) -> str:
    return f"known {'is' if len(names) == 1 else 'are'} {', '.join(names)}"


def _keys(at: inspect.Type | None) -> list[str]:
    struct = _bare(at)
    return [field.encode_name for field in getattr(struct, "fields", ())]


def _values(at: inspect.Type | None) -> Sequence[object]:
    literal = _bare(at)
    return literal.values if isinstance(literal, inspect.LiteralType) else ()


def _description(at: inspect.Type | None) -> str | None:
    at = _without_none(at)
    described = at.extra_json_schema if isinstance(at, inspect.Metadata) else None
    return described.get("description") if described else None


def _bare(at: inspect.Type | None) -> inspect.Type | None:
    at = _without_none(at)
    return at.type if isinstance(at, inspect.Metadata) else at


def _without_none(at: inspect.Type | None) -> inspect.Type | None:
    if isinstance(at, inspect.UnionType):
        return next(kind for kind in at.types if not isinstance(kind, inspect.NoneType))
    return at
