"""The events of a YAML text: what libyaml's parser says, one after the other, and within limits.

No tree is built: 5 MB of YAML are followed in half a second, and a text that was made to harm is
refused before it has grown. "YAML 1.1: Processes" calls this level the serialization tree's events.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.limits import DEEPEST, refuse_large

if TYPE_CHECKING:
    from yaml._yaml import Mark as _CMark
    from yaml.error import Mark as _Mark

    type Mark = _Mark | _CMark

_LINE_ENDS = "\n\r\x85\u2028\u2029"
"""What ends a line in YAML 1.1."""
DIRECTIVES = 10
"""Lines that begin with %: the parser's time grows with the square."""
_INWARDS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_OUTWARDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def events(text: str, file: str) -> Iterator[yaml.Event]:
    """Follow a text without a byte order mark.

    Raises:
        FileTooLarge: It has more than `LARGEST_TEXT` characters.
        ValueNotFound: It is not YAML, or is nested deeper than `DEEPEST`.
    """
    refuse_large(text, file)
    _refuse_directives(text, file)
    depth = 0
    try:
        for event in iter(yaml.CSafeLoader(text).get_event, None):
            kind = type(event)
            if kind in _INWARDS:
                depth += 1
                if depth > DEEPEST:
                    raise ValueNotFound(
                        f"{file} has more than {DEEPEST} levels in line"
                        f" {start(event).line + 1}. Use the editor 'regex' for it."
                    )
            elif kind in _OUTWARDS:
                depth -= 1
            yield event
    except (yaml.YAMLError, UnicodeError) as error:  # A tag may spell bytes that are no UTF-8.
        raise ValueNotFound(_not_yaml(error, text, file)) from error


def count(text: str, file: str) -> int:
    """How many events a text has; ten times as fast as following them.

    Raises:
        ValueNotFound: It is not YAML.
    """
    try:
        return yaml.CSafeLoader(text).raw_parse()
    except (yaml.YAMLError, UnicodeError) as error:
        raise ValueNotFound(_not_yaml(error, text, file)) from error


def start(event: yaml.Event) -> "Mark":
    """Where an event begins; the parser tells it of every one."""
    assert event.start_mark is not None  # noqa: S101 - only a made-up event has none
    return event.start_mark


def end(event: yaml.Event) -> "Mark":
    """Where an event ends."""
    assert event.end_mark is not None  # noqa: S101 - only a made-up event has none
    return event.end_mark


def _refuse_directives(text: str, file: str) -> None:
    if sum(text.count(f"{line_end}%") for line_end in _LINE_ENDS) > DIRECTIVES:
        raise ValueNotFound(f"{file} has more than {DIRECTIVES} lines that begin with %.")


def _not_yaml(error: yaml.YAMLError | UnicodeError, text: str, file: str) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    at = f" in line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    if "{{" in text:
        return (
            f"{file} is a template and not YAML ({said}{at}). Use the editor 'regex' for it, such"
            " as regex: 'tag: (?<image_tag>.+)'."
        )
    return f"{file} cannot be read as YAML: {said}{at}. Mend the file, or use the editor 'regex'."
