"""Reads of a YAML text what matters to some paths.

The rest is skipped as its events come by, so that a large file costs no more memory than a small
one. Anchored nodes are kept whole, because an alias on a path may lead to them.
"""

from collections.abc import Iterator, Sequence
from itertools import count

import yaml
from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.value_path import Step, shown
from tagboat.core.file_editors.yaml_text.events import end, events, start
from tagboat.core.file_editors.yaml_text.nodes import (
    Alias,
    Document,
    Entry,
    Items,
    Mapping,
    Node,
    Scalar,
)

MOST_NODES = 1_000_000
"""Values, lists and mappings that are kept of one text: each takes 300 bytes of memory."""
MOST_DOCUMENTS = 100_000
type Wanted = Sequence[Sequence[Step]] | None
"""The rests of the paths that matter below a node; None: all of it does."""


class Around(Struct, frozen=True):
    """What a node is in."""

    in_flow: bool = False
    entry: Entry | None = None
    inside: tuple[int, ...] = ()


def read(text: str, file: str, wanted: Wanted) -> list[Document]:
    """Read every document of a text without a byte order mark.

    Args:
        text: The text.
        file: Its path, for errors.
        wanted: The paths that matter, from a document's root; None for all of it.

    Raises:
        FileTooLarge: It is.
        ValueNotFound: It is not YAML, passes a limit, or a key on a path stands twice.
    """
    stream, kept = events(text, file), count()
    documents: list[Document] = []
    for event in stream:
        if type(event) is yaml.DocumentStartEvent:
            if len(documents) == MOST_DOCUMENTS:
                raise ValueNotFound(f"{file} has more than {MOST_DOCUMENTS:,} documents. Split it.")
            reader = _Reader(stream, file, kept)
            root = reader.node(next(stream), wanted, Around())
            documents.append(Document(len(documents), root, reader.aliases))
    return documents


def fits(step: Step, at: str | int) -> bool:
    """Whether a step of a path goes to a key or an index."""
    if isinstance(step, str | int):
        return type(step) is type(at) and step == at
    return step.text == str(at)


def scalar_of(event: yaml.ScalarEvent, around: Around) -> Scalar:
    """The node of a scalar's event."""
    begins = start(event)
    return Scalar(
        text=event.value,
        start=begins.index,
        end=end(event).index,
        line=begins.line + 1,
        column=begins.column + 1,
        style=event.style or "",
        tag=event.tag,
        anchor=event.anchor,
        in_flow=around.in_flow,
        entry=around.entry,
        inside=around.inside,
    )


class _Reader:
    """Reads one document."""

    def __init__(self, stream: Iterator[yaml.Event], file: str, kept: Iterator[int]) -> None:
        self.aliases: dict[int, list[Alias]] = {}
        self._stream = stream
        self._file = file
        self._kept = kept
        self._numbers = count()
        self._anchored: dict[str, tuple[int, Node | None]] = {}

    def node(self, event: yaml.Event, wanted: Wanted, around: Around) -> Node:
        """Read the node that begins with an event, to its end."""
        if next(self._kept) == MOST_NODES:
            raise ValueNotFound(
                f"{self._file} has more than {MOST_NODES:,} values that matter in line"
                f" {start(event).line + 1}. Split it, or use the editor 'regex'."
            )
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        anchor = event.anchor if isinstance(event, yaml.NodeEvent) else None
        if anchor is None:
            return self._unanchored(event, wanted, around)
        number = next(self._numbers)
        self._anchored[anchor] = number, None
        inside = (*around.inside, number)
        found = self._unanchored(event, None, replace(around, inside=inside))
        self._anchored[anchor] = number, found
        return found

    def _unanchored(self, event: yaml.Event, wanted: Wanted, around: Around) -> Node:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(event, wanted, around)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(event, wanted, around)
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - there is no other node
        return scalar_of(event, around)

    def _mapping(self, event: yaml.MappingStartEvent, wanted: Wanted, around: Around) -> Mapping:
        mark, in_flow = start(event), bool(event.flow_style)
        found = Mapping(mark.line + 1, mark.column + 1, mark.index, -1, in_flow, {}, {}, [])
        for key, within in self._entries(yaml.MappingEndEvent, around, found):
            name = self._key(key, within)
            if name is None:
                self._skip(next(self._stream))
                continue
            if name.text in found.keys:
                self._refuse_twice(name, found)
            found.keys[name.text] = name.line
            self._value(found, name, wanted, within)
        return found

    def _value(self, found: Mapping, name: Scalar, wanted: Wanted, around: Around) -> None:
        event = next(self._stream)
        if name.text == "<<" and not name.style:
            value = self.node(event, None, around)
            found.merged += value.items.values() if isinstance(value, Items) else [value]
            return
        rest = _below(wanted, name.text)
        if rest is None or rest:
            found.entries[name.text] = self.node(event, rest, around)
        else:
            self._skip(event)

    def _sequence(self, event: yaml.SequenceStartEvent, wanted: Wanted, around: Around) -> Items:
        mark, in_flow = start(event), bool(event.flow_style)
        found = Items(mark.line + 1, mark.column + 1, mark.index, -1, in_flow, {})
        for item, within in self._entries(yaml.SequenceEndEvent, around, found):
            rest = _below(wanted, found.length)
            if rest is None or rest:
                found.items[found.length] = self.node(item, rest, within)
            else:
                self._skip(item)
            found.length += 1
        return found

    def _entries(
        self, ending: type[yaml.Event], around: Around, found: Mapping | Items
    ) -> Iterator[tuple[yaml.Event, Around]]:
        """The first event of each entry of a collection; whoever takes it reads the entry."""
        in_flow, entry = found.in_flow, None
        for event in self._stream:
            if entry is not None:
                entry.end = start(event).index
            if type(event) is ending:
                found.end = end(event).index
                return
            if in_flow:
                yield event, replace(around, in_flow=True)
            else:
                entry = Entry(start(event).index)
                yield event, Around(entry=entry, inside=around.inside)

    def _key(self, event: yaml.Event, around: Around) -> Scalar | None:
        """A key that is text; None for one that is a collection, or empty."""
        if not isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            self._skip(event)
            return None
        found = self.node(event, None, around)
        key = found.node if isinstance(found, Alias) else found
        if not isinstance(key, Scalar):
            return None
        key.is_key = True
        return key if key.text or key.style else None

    def _alias(self, event: yaml.AliasEvent) -> Alias:
        mark = start(event)
        if event.anchor is None or event.anchor not in self._anchored:
            raise ValueNotFound(
                f"{self._file} has the alias *{event.anchor} in line {mark.line + 1}, but no anchor"
                f" &{event.anchor} before it. Mend the file."
            )
        number, node = self._anchored[event.anchor]
        found = Alias(mark.line + 1, mark.column + 1, end(event).index, node, number)
        self.aliases.setdefault(number, []).append(found)
        return found

    def _skip(self, event: yaml.Event) -> None:
        """Read to the end of a node that does not matter; what it anchors does.

        Most of a large file goes through here, so events are told apart by their exact class.
        """
        depth = 0
        while True:
            kind = type(event)
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                depth -= 1
            elif kind is yaml.AliasEvent or event.anchor is not None:  # type: ignore[attr-defined]
                self.node(event, None, Around(in_flow=True))
            elif kind is not yaml.ScalarEvent:
                depth += 1
            if not depth:
                return
            event = next(self._stream)

    def _refuse_twice(self, name: Scalar, found: Mapping) -> None:
        raise ValueNotFound(
            f"{self._file} has the key {shown((name.text,))} twice, in lines"
            f" {found.keys[name.text]} and {name.line}. Remove one."
        )


def _below(wanted: Wanted, at: str | int) -> Wanted:
    """The rests of the paths that go through a key or an index."""
    if wanted is None:
        return None
    return [path[1:] for path in wanted if path and fits(path[0], at)]
