"""HTTPS, and JSON over it: no redirects, nothing kept of headers, and few repetitions.

A redirect is never followed, so that a token cannot travel to another host. What changes nothing is
asked again where that is likely to help; what may have changed something never is: whoever asked
for it looks what has become of it.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import urllib3
from msgspec import Struct
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, ProtocolError

from tagboat import __version__
from tagboat.core.errors import HostUnavailable

USER_AGENT = f"tagboat/{__version__}"
REPETITIONS = 2
_BEGIN_WITHIN_SECONDS = 5.0
"""No repetition begins later: whoever asks has other things to do in the function's time."""
_LONGEST_PAUSE_SECONDS = 0.25
"""Before the first repetition; twice as long before the next."""
_SAFE_METHODS = ("GET", "HEAD")
_FOR_A_MOMENT = (502, 503, 504)
_CONNECTION_FAILED = (ConnectTimeoutError, NewConnectionError, ProtocolError)
"""There is no connection, or it ended. A server that takes its time is not asked again."""


class RawAnswer(Struct, frozen=True):
    """What a server answered, as it came."""

    status: int
    headers: Mapping[str, str]
    """Their names are in lower case."""
    data: bytes


class Answer(Struct, frozen=True):
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """Their names are in lower case."""
    body: Any
    """The decoded JSON; None if it was something else."""


class HttpClient:
    """Connections that are kept open from one request, and one invocation, to the next."""

    def __init__(
        self,
        *,
        connect_seconds: float = 3.0,
        read_seconds: float = 10.0,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep how long to wait, and what waits.

        Args:
            connect_seconds: Until there is a connection.
            read_seconds: Until the server sends something.
            sleep: Waits for some seconds before a repetition.
            clock: Seconds since any moment, never going back.
        """
        self._pool = urllib3.PoolManager(
            maxsize=10,
            timeout=urllib3.Timeout(connect=connect_seconds, read=read_seconds),
            retries=False,
            headers={"User-Agent": USER_AGENT},
        )
        self._sleep = sleep
        self._clock = clock

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object = None,
        *,
        safe: bool = False,
    ) -> Answer:
        """Send a request, with JSON unless there is no body, and take the answer, of any status.

        Args:
            method: Such as `POST`.
            url: Where to.
            headers: Sent beside those that every request has.
            body: What is sent as JSON.
            safe: Whether it changes nothing, as a query of GraphQL; GET and HEAD never do.

        Raises:
            HostUnavailable: There was no answer. The server may have done what it was asked.
        """
        if body is None:
            answer = self.exchange(method, url, headers, safe=safe)
        else:
            # Lambda's runtime may bring urllib3 1.26, which has no parameter for JSON.
            sent = {**headers, "Content-Type": "application/json"}
            answer = self.exchange(method, url, sent, json.dumps(body).encode(), safe=safe)
        return Answer(answer.status, answer.headers, _decoded(answer.data))

    def exchange(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        data: bytes | None = None,
        *,
        safe: bool = False,
    ) -> RawAnswer:
        """Send bytes, or none, and take the answer as it comes. Raises as `send` does."""
        sent = {**self._pool.headers, **headers}
        number = REPETITIONS if safe or method in _SAFE_METHODS else 0
        repetitions = self._repetitions(number, until=self._clock() + _BEGIN_WITHIN_SECONDS)
        while True:
            try:
                answer = self._ask(method, url, sent, data)
            except HTTPError as error:
                if not isinstance(error, _CONNECTION_FAILED) or not next(repetitions, False):
                    why = type(error).__name__
                    raise HostUnavailable(f"{url} did not answer: {why}") from error
            else:
                if not _is_for_a_moment(answer) or not next(repetitions, False):
                    return answer

    def _ask(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | None
    ) -> RawAnswer:
        response = self._pool.request(method, url, body=data, headers=headers, redirect=False)
        lowered = {name.lower(): value for name, value in response.headers.items()}
        return RawAnswer(response.status, lowered, response.data)

    def _repetitions(self, number: int, *, until: float) -> Iterator[bool]:
        """Wait a random time (full jitter), and allow one repetition; then a longer time."""
        for repetition in range(number):
            pause = random.uniform(0, _LONGEST_PAUSE_SECONDS * 2**repetition)  # noqa: S311
            if self._clock() + pause > until:
                return
            self._sleep(pause)
            yield True


def _is_for_a_moment(answer: RawAnswer) -> bool:
    """Whether the next answer may be another one. A server that names a time is obeyed."""
    return answer.status in _FOR_A_MOMENT and "retry-after" not in answer.headers


def _decoded(data: bytes) -> Any:  # noqa: ANN401
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
