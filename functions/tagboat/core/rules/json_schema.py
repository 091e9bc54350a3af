"""The JSON Schema of the rules file, for the completion and the checks of editors.

Every file that loads is valid by it. It cannot say everything: whether a pattern is RE2, a variable
known or an editor's setting in place is found when rules load.
"""

from typing import Any

import msgspec

from tagboat.core.rules.build_editor import EDITORS
from tagboat.core.rules.schema import WholeFile, WrittenPolicy

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = "urn:tagboat:rules:1"


def json_schema() -> dict[str, Any]:
    """Make the schema from the types that rules are read by.

    "JSON Schema Core 2020-12"; its patterns are those of ECMA-262.
    """
    made = msgspec.json.schema(WholeFile)
    named: dict[str, dict[str, Any]] = {
        _name(name): _adapted(one) for name, one in made["$defs"].items()
    }
    whole = named.pop(WholeFile.__name__)
    named["Policy"]["oneOf"] = [_has(name) for name in WrittenPolicy.__struct_fields__]
    named["Target"]["oneOf"] = [{"not": {"anyOf": [_has(name) for name in EDITORS]}}]
    named["Target"]["oneOf"] += [_has(name) for name in EDITORS]
    about = {
        "title": "Tagboat's rules",
        "description": "Which image pushes are written where, by Tagboat.",
    }
    return {"$schema": DIALECT, "$id": ID} | whole | about | {"$defs": dict(sorted(named.items()))}


def _has(key: str) -> dict[str, Any]:
    """That a key has a value; null is as good as no key."""
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}


def _adapted(part: Any) -> Any:  # noqa: ANN401 - a part of a schema
    """A part of a schema, with names for people and patterns of ECMA-262."""
    if isinstance(part, list):
        return [_adapted(one) for one in part]
    if not isinstance(part, dict):
        return part
    adapted = {key: _adapted(value) for key, value in part.items()}
    if adapted.get("default", "") is None:  # Editors would propose to write null.
        del adapted["default"]
    for key, adapt in _ADAPTED.items():
        if isinstance(adapted.get(key), str):
            adapted[key] = adapt(adapted[key])
    return adapted


def _name(name: str) -> str:
    return name.removeprefix("Written")


def _reference(reference: str) -> str:
    return reference.replace("/Written", "/")


def _pattern(pattern: str) -> str:
    r"""A pattern of Python's `re` in the words of ECMA-262, which knows no `\Z` and no `\"`."""
    return pattern.replace(r"\Z", "$").replace(r"\"", '"')


_ADAPTED = {"$ref": _reference, "pattern": _pattern, "title": _name}
