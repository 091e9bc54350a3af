"""What goes wrong between a client and a server of the sandbox, whichever server it is.

Each is an action for `Interruptions.before_next`: it comes before the operation is carried out, or,
wrapped in `after`, when it is carried out and nobody has been told yet. Any function is such an
action: `threading.Event().wait` is an answer that does not come until a test wants it to.
"""

from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace

type Action = Callable[[], object]


@dataclass(frozen=True)
class Reply:
    """What a server sends, or would have sent."""

    status: str
    """Such as `200 OK`."""
    headers: Iterable[tuple[str, str]]
    body: bytes
    is_cut: bool = False
    """Whether the connection ends in the middle: in the body's, or before anything is sent."""


class Fault(BaseException):
    """Ends a request. It is no Exception, because servers answer those themselves."""


class _Answered(Fault):
    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self.reply = reply


class _Cut(Fault):
    pass


class _CutWithin(Fault):
    pass


_NOTHING = Reply("0", (), b"", is_cut=True)
_afterwards: ContextVar[list[Action]] = ContextVar("afterwards")


def answer(status: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Action:
    """Answer in the server's place, as a proxy in front of it does: `502 Bad Gateway`."""
    reply = Reply(status, (headers or {}).items(), body)

    def raise_it() -> None:
        raise _Answered(reply)

    return raise_it


def cut() -> None:
    """Close the connection without a word."""
    raise _Cut


def cut_within() -> None:
    """Close the connection in the middle of the answer's body. Only for use `after`."""
    raise _CutWithin


def after(action: Action) -> Action:
    """Let an action come when the operation is carried out, and before its answer is sent."""
    return lambda: _afterwards.get().append(action)


def with_faults(carry_out: Callable[[], Reply]) -> Reply:
    """Carry a request out, and let go wrong what it meets.

    To be run in a context of its own (contextvars): what is to go wrong is kept in it.
    """
    _afterwards.set([])
    reply = _NOTHING
    try:
        reply = carry_out()
        for action in _afterwards.get():
            action()
    except _Answered as answered:
        return answered.reply
    except _Cut:
        return _NOTHING
    except _CutWithin:
        return replace(reply, is_cut=True)
    return reply
