"""The values of a YAML text one after the other, wherever they stand: for what stands beside them.

`reader` keeps the tree that paths lead through; here no tree is built.
"""

from collections.abc import Iterator
from itertools import count

import yaml
from msgspec import Struct

from tagboat.core.file_editors.yaml_text.events import end, events, start
from tagboat.core.file_editors.yaml_text.nodes import Alias, Scalar
from tagboat.core.file_editors.yaml_text.reader import Around, scalar_of


class _Around(Struct, frozen=True):
    """A collection that has not ended."""

    is_mapping: bool
    is_key: bool
    in_flow: bool
    inside: tuple[int, ...]


class Values:
    """Every scalar and alias of a text that is no key, and the aliases of each anchor."""

    def __init__(self, body: str, file: str) -> None:
        """Begin with none.

        Args:
            body: The text without a byte order mark.
            file: Its path, for errors.
        """
        self.aliases: dict[int, list[Alias]] = {}
        """Complete once all values were taken."""
        self._events = events(body, file)
        self._anchors: dict[str, int] = {}
        self._numbers = count()
        self._around: list[_Around] = []
        self._at_key = False

    def __iter__(self) -> Iterator[Scalar | Alias]:
        """Go through them once.

        Raises:
            FileTooLarge: The text is.
            ValueNotFound: It is not YAML, or passes a limit.
        """
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._anchors.clear()
            elif isinstance(event, yaml.AliasEvent):
                yield from self._of_value(self._alias(event))
            elif isinstance(event, yaml.ScalarEvent):
                in_flow = bool(self._around) and self._around[-1].in_flow
                around = Around(in_flow=in_flow, inside=self._inside(event.anchor))
                yield from self._of_value(scalar_of(event, around))
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                self._at_key = self._around.pop().is_key
                self._end_node()

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        in_flow, inside = bool(event.flow_style), self._inside(event.anchor)
        self._around.append(_Around(is_mapping, self._at_key, in_flow, inside))
        self._at_key = is_mapping

    def _of_value(self, node: Scalar | Alias) -> Iterator[Scalar | Alias]:
        """The node, if it is no key; what follows one is its value."""
        if not self._at_key:
            yield node
        self._end_node()

    def _end_node(self) -> None:
        in_mapping = bool(self._around) and self._around[-1].is_mapping
        self._at_key = in_mapping and not self._at_key

    def _inside(self, anchor: str | None) -> tuple[int, ...]:
        around = self._around[-1].inside if self._around else ()
        if anchor is None:
            return around
        self._anchors[anchor] = next(self._numbers)
        return (*around, self._anchors[anchor])

    def _alias(self, event: yaml.AliasEvent) -> Alias:
        mark, number = start(event), self._anchors.get(event.anchor or "", -1)
        alias = Alias(mark.line + 1, mark.column + 1, end(event).index, None, number)
        self.aliases.setdefault(number, []).append(alias)
        return alias
