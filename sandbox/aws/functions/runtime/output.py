"""What an emulator writes, cut into messages.

Everything comes through one pipe, so that it stays in order: the lines of the emulator itself, what
a function prints, and the log events of awslambdaric, which come framed: 4 bytes of type, 4 bytes
of length, 8 bytes of time in microseconds, text. Frames keep a message with line breaks in one
piece, as they do in AWS.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_FRAME = b"\xa5\x5a\x00"
_HEADER = 16
_EMULATOR = re.compile(
    r"(?P<before>.*?)(?:"
    r"(?P<platform>(?:START|END|REPORT) RequestId: [0-9a-f-]{36}.*)|"
    r"\d\d \w{3} \d{4} [\d:,]{12} \[[A-Z]+\] \(rapid\) (?P<log>.*))"
)


@dataclass(frozen=True)
class Message:
    """One message."""

    text: str
    by_emulator: bool = False
    """Whether the emulator wrote it, and not the function."""
    time: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    """When, in milliseconds since 1970."""


class Output:
    """Cuts a stream of bytes, which may be given in any pieces."""

    def __init__(self) -> None:
        self._rest = b""

    def messages(self, data: bytes) -> Iterator[Message]:
        """The messages that are complete with more data."""
        self._rest += data
        while (message := self._next()) is not None:
            if message.text or message.by_emulator:
                yield message

    def _next(self) -> Message | None:
        frame, line = self._rest.find(_FRAME), self._rest.find(b"\n")
        if frame == 0:
            return self._framed()
        if frame > 0 and (line < 0 or frame < line):
            return Message(self._take(frame))
        if line < 0:
            return None
        return self._line(self._take(line + 1)[:-1])

    def _framed(self) -> Message | None:
        if len(self._rest) < _HEADER:
            return None
        length = int.from_bytes(self._rest[4:8])
        moment = int.from_bytes(self._rest[8:16]) // 1000
        if len(self._rest) < _HEADER + length:
            return None
        self._rest = self._rest[_HEADER:]
        return Message(self._take(length).rstrip("\n"), time=moment)

    def _line(self, text: str) -> Message:
        found = _EMULATOR.match(text)
        if found is None:
            return Message(text)
        if not found["before"]:
            return Message(found["platform"] or found["log"], by_emulator=True)
        # A function printed without a line break, and the emulator went on in the same line.
        self._rest = text[found.end("before") :].encode() + b"\n" + self._rest
        return Message(found["before"])

    def _take(self, length: int) -> str:
        taken, self._rest = self._rest[:length], self._rest[length:]
        return taken.decode(errors="replace")
