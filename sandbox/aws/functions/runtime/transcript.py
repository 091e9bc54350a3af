"""What one invocation wrote, told apart by the marks that the emulator sets in it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.aws.functions.runtime.output import Message

_START = re.compile(r"START RequestId: (\S+) ")
_INIT = re.compile(r"INIT REPORT\(durationMs: ([\d.]+)\)")
_HANDLED = re.compile(r"INVOKE RTDONE\(.*duration: ([\d.]+)ms\)")
_REPORTED = re.compile(r"REPORT RequestId: .*?\tDuration: ([\d.]+) ms")


@dataclass
class Transcript:
    """One invocation's messages, in order."""

    request_id: str = ""
    began: int = 0
    """When the handler was called, in milliseconds since 1970; 0 when it was not."""
    ended: int = 0
    """When the emulator had reported; 0 until then."""
    init_ms: float | None = None
    duration_ms: float = 0.0
    before: list[Message] = field(default_factory=list)
    """What the function wrote while it was loaded."""
    during: list[Message] = field(default_factory=list)
    """What its handler wrote."""

    def add(self, message: Message) -> None:
        """Take in the next message."""
        if message.by_emulator:
            self._read(message)
        elif self.began:
            self.during.append(message)
        else:
            self.before.append(message)

    def _read(self, message: Message) -> None:
        text = message.text
        if found := _START.match(text):
            self.request_id = found[1]
        elif (found := _INIT.match(text)) and self.init_ms is None:
            self.init_ms = float(found[1])
        elif text.startswith("INVOKE START"):
            self.began = message.time
        elif found := _HANDLED.match(text):
            self.duration_ms = float(found[1])
        elif found := _REPORTED.match(text):
            # The only duration there is when the handler did not return.
            self.duration_ms = self.duration_ms or float(found[1])
            self.ended = message.time
        elif text.startswith("Invoke DONE failed"):
            self.ended = message.time


def read_all(transcript: Transcript, next_message: Callable[[], Message | None]) -> None:
    """Read until the emulator has reported.

    Args:
        transcript: Where to add what is read.
        next_message: Gives the next message, or None when none comes in time.
    """
    while not transcript.ended:
        message = next_message()
        if message is None:
            return
        transcript.add(message)
