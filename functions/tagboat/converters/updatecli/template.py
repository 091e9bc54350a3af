"""The templates in updatecli's manifests, which Go fills: "Updatecli: Templating".

`{{ source "name" }}` is filled when a target is written, by what its source says; all others before
the manifest is read, which is why they may stand where YAML has no place for them.
"""

import re
from collections.abc import Iterator

from tagboat.converters.foreign_yaml import Data

_SOURCE = re.compile(r"\{\{-?\s*source\s+[\"'`]([^\"'`{}]+)[\"'`]\s*-?\}\}")
_ANY = re.compile(r"\{\{([^{}\n]*)\}\}")
_OPEN, _CLOSE = "\ue000", "\ue001"
"""What stands for braces while YAML is read: no YAML begins or ends with it."""


def readable(text: str) -> str:
    """A manifest's text with its templates as YAML reads them where they stand without quotes."""
    return _ANY.sub(rf"{_OPEN}\1{_CLOSE}", text)


def with_templates(data: Data) -> Data:
    """The data of a readable text, with the templates that the manifest has."""
    if isinstance(data, str):
        return data.replace(_OPEN, "{{").replace(_CLOSE, "}}")
    if isinstance(data, dict):
        return {str(with_templates(key)): with_templates(value) for key, value in data.items()}
    if isinstance(data, list):
        return [with_templates(item) for item in data]
    return data


def is_template(text: str) -> bool:
    """Whether something in a text is filled."""
    return "{{" in text


def around_source(text: str) -> tuple[str, str] | None:
    """What stands around the one template of a text, if that is what a source says."""
    parts = _SOURCE.split(text)
    if len(parts) != 3 or is_template(parts[0] + parts[2]):
        return None
    return parts[0], parts[2]


def sources_in(data: Data) -> Iterator[str]:
    """The names of the sources that are written somewhere in data."""
    if isinstance(data, str):
        yield from _SOURCE.findall(data)
    elif isinstance(data, dict):
        for value in data.values():
            yield from sources_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from sources_in(value)
