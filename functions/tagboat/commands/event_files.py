"""Image pushes from files: an EventBridge event, or the batch that SQS hands to the function."""

import sys
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from tagboat.core import image_push
from tagboat.core.errors import UnusableEvent
from tagboat.core.image_push import ImagePush

STANDARD_INPUT = "-"


class _Record(Struct, frozen=True):
    body: str


class _Batch(Struct, frozen=True, rename="pascal"):
    """A batch as in "Using Lambda with Amazon SQS": each record's body is one event."""

    records: list[_Record]


def read_pushes(names: Sequence[str]) -> list[ImagePush]:
    """Read the pushes of every file, in their order.

    Args:
        names: Paths; `-` is the standard input.

    Raises:
        OSError: A file cannot be read.
        UnusableEvent: One or more events are no image pushes; each is named, one a line.
    """
    pushes: list[ImagePush] = []
    mistakes: list[str] = []
    for name in names:
        for place, event in _events(name, mistakes):
            try:
                pushes.append(image_push.parse(event))
            except UnusableEvent as error:
                mistakes.append(f"{place}: {error}")
    if mistakes:
        raise UnusableEvent("\n".join(mistakes))
    return pushes


def _events(name: str, mistakes: list[str]) -> Iterator[tuple[str, str | bytes]]:
    """The events of a file, each with its place for errors."""
    place = "standard input" if name == STANDARD_INPUT else name
    content = _content(name).removeprefix(BOM_UTF8)
    try:
        data = msgspec.json.decode(content)
        batch = _batch(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        mistakes.append(f"{place}: It is neither an event nor a batch of events: {error}.")
        return
    if batch is None:
        yield place, content
        return
    if not batch.records:
        mistakes.append(f"{place}: It is a batch without records. Name a file with an event.")
    for index, record in enumerate(batch.records):
        yield f"{place}: Records[{index}]", record.body


def _batch(data: object) -> _Batch | None:
    if isinstance(data, dict) and "Records" in data:
        return msgspec.convert(data, _Batch)
    return None


def _content(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
