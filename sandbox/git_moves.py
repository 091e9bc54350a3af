"""References of a git repository that were made, moved or removed, for whoever wants to know."""

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMMAND = re.compile(rb"([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)")
_NOWHERE = "0" * 40


@dataclass(frozen=True)
class Move:
    """What happened to one reference."""

    reference: str
    """Its full name, such as `refs/heads/main`."""
    old: str | None
    """The commit (40 hex digits) that it pointed to; None when it is new."""
    new: str | None
    """The commit that it points to; None when it is gone."""


type Listener = Callable[[Move], object]
"""Hears of each move after it has happened, in the thread that made it."""


def nobody_listens(_: Move) -> None:
    """Forget a move."""


def pushed_moves(body: bytes, answer: bytes, *, encoding: str = "") -> Iterator[Move]:
    """The moves that a push has made.

    Source: gitprotocol-pack(5), "Reference Update Request" and "Report Status".

    Args:
        body: The body of the request to `git-receive-pack`.
        answer: The body of the answer, which says `ok` of each reference that was moved.
        encoding: The request's `Content-Encoding`.
    """
    unpacked = gzip.decompress(body) if encoding == "gzip" else body
    for line in _packet_lines(unpacked):
        if (command := _COMMAND.match(line)) and b"ok %s\n" % command[3] in answer:
            old, new = command[1].decode(), command[2].decode()
            yield Move(command[3].decode(), _commit(old), _commit(new))


def _packet_lines(body: bytes) -> Iterator[bytes]:
    """The lines before the first flush packet: each begins with its length in four hex digits."""
    at = 0
    while at + 4 <= len(body) and (length := int(body[at : at + 4], 16)):
        yield body[at + 4 : at + length]
        at += length


def _commit(id_: str) -> str | None:
    return None if id_ == _NOWHERE else id_
