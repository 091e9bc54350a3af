"""YAML made strict and bounded: a file that was made to harm is refused before it is built.

Building nested collections overflows the stack of C, and building aliases of aliases ("billion
laughs") fills the memory. The parser's events are cheap however the file is made, so they are read
first; that costs as much as building a harmless file does.
"""

import re
from typing import Any, NoReturn, override

import yaml

DEEPEST = 20
"""Collections inside each other; rules need five."""
LARGEST = 200_000
"""Values, counted as if each alias were written out: those of ten thousand rules."""
LONGEST = 10_000
"""Characters of a value: the time that some numbers take grows with the square."""
DIRECTIVES = 10
"""Lines that begin with %: the parser's time grows with the square."""
_TAGS = (None, "tag:yaml.org,2002:str")


class NotYaml(ValueError):
    """The text is not YAML, a key stands in it twice, or it passes a limit."""

    def __init__(self, message: str, position: tuple[int, int] | None) -> None:
        """Keep the line and the column, from 1; None where the parser does not say."""
        super().__init__(message)
        self.position = position


def load_yaml(text: str) -> Any:  # noqa: ANN401 - YAML is any data
    """Read one YAML document.

    Returns:
        Dicts, lists, texts, numbers and what else YAML's plain data is.

    Raises:
        NotYaml: It is not, a key stands twice, or it passes a limit.
    """
    try:
        _Check().follow(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, made stricter
    except (yaml.YAMLError, ValueError, ArithmeticError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        position = None if mark is None else (mark.line + 1, mark.column + 1)
        raise NotYaml(f"it cannot be read as YAML: {_said(error)}", position) from error


def _said(error: Exception) -> str:
    """What is wrong, in one line; the parser calls the text `<unicode string>`."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return re.sub(r'\s+in "<unicode string>",', " at", str(error))
    said = ", ".join(part for part in (error.context, error.problem) if part)
    if error.problem == "found character that cannot start any token":
        said += "; YAML is indented with spaces, never with tabs, and ` @ % have to be in quotes"
    if error.problem == "found unknown escape character":
        said += "; a backslash stands for itself in single quotes: write '...' for \"...\""
    return said


class _Check:
    """Follows the events of a document, and how large each of its collections has become."""

    def __init__(self) -> None:
        self._begun: list[tuple[str | None, int]] = []
        """The anchors and sizes of the collections that have not ended."""
        self._anchored: dict[str, int] = {}

    def follow(self, text: str) -> None:
        if text.count("\n%") > DIRECTIVES:
            raise yaml.YAMLError(f"it has more than {DIRECTIVES} directives")
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if getattr(event, "tag", None) not in _TAGS:
                _refuse(event, "a tag, which rules have no use for")
            if isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._count(event, *self._begun.pop())
            elif isinstance(event, yaml.AliasEvent):
                self._repeat(event)
            elif isinstance(event, yaml.ScalarEvent):
                self._value(event)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        if len(self._begun) == DEEPEST:
            _refuse(event, f"more than {DEEPEST} levels")
        self._begun.append((event.anchor, 1))

    def _repeat(self, event: yaml.AliasEvent) -> None:
        if event.anchor not in self._anchored:
            _refuse(event, f"the alias {event.anchor!r} of nothing that has ended before it")
        self._count(event, None, self._anchored[event.anchor])

    def _value(self, event: yaml.ScalarEvent) -> None:
        if len(event.value) > LONGEST:
            _refuse(event, f"a value of more than {LONGEST:,} characters")
        self._count(event, event.anchor, 1)

    def _count(self, event: yaml.Event, anchor: str | None, size: int) -> None:
        if anchor is not None:
            self._anchored[anchor] = size
        if self._begun:
            around, so_far = self._begun[-1]
            if so_far + size > LARGEST:
                _refuse(event, f"more than {LARGEST:,} values")
            self._begun[-1] = around, so_far + size


def _refuse(where: yaml.Event | yaml.Node, what: str) -> NoReturn:
    mark: Any = where.start_mark  # The stubs do not know the C parser's here.
    raise yaml.MarkedYAMLError(problem=f"it has {what}", problem_mark=mark)


class _Loader(yaml.CSafeLoader):
    """YAML's plain data, without keys that stand twice."""

    @override
    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep)
        except (ValueError, ArithmeticError) as error:  # Such as a month 13, which has no mark.
            raise yaml.MarkedYAMLError(
                problem=f"a value cannot be read: {error}; put it in quotes if it is text",
                problem_mark=node.start_mark,
            ) from error

    @override
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    _refuse(key, f"the key {key.value!r} twice")
                seen.add(key.value)
        return super().construct_mapping(node, deep)
