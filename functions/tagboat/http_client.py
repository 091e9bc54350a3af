"""HTTPS, and JSON over it: no retries, no redirects, and nothing kept of headers.

A redirect is never followed, so that a token cannot travel to another host.
"""

import json
from collections.abc import Mapping
from typing import Any

import urllib3
from msgspec import Struct

from tagboat import __version__
from tagboat.core.errors import HostUnavailable

USER_AGENT = f"tagboat/{__version__}"
_TIMEOUT = urllib3.Timeout(connect=3, read=10)


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

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            maxsize=10, timeout=_TIMEOUT, retries=False, headers={"User-Agent": USER_AGENT}
        )

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: object = None
    ) -> Answer:
        """Send a request, with JSON unless there is no body, and take the answer, of any status.

        Raises:
            HostUnavailable: There was no answer. The server may have done what it was asked.
        """
        if body is None:
            answer = self.exchange(method, url, headers)
        else:
            # Lambda's runtime may bring urllib3 1.26, which has no parameter for JSON.
            sent = {**headers, "Content-Type": "application/json"}
            answer = self.exchange(method, url, sent, json.dumps(body).encode())
        return Answer(answer.status, answer.headers, _decoded(answer.data))

    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], data: bytes | None = None
    ) -> RawAnswer:
        """Send bytes, or none, and take the answer as it comes. Raises as `send` does."""
        sent = {**self._pool.headers, **headers}
        try:
            response = self._pool.request(method, url, body=data, headers=sent, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            raise HostUnavailable(f"{url} did not answer: {type(error).__name__}") from error
        lowered = {name.lower(): value for name, value in response.headers.items()}
        return RawAnswer(response.status, lowered, response.data)


def _decoded(data: bytes) -> Any:  # noqa: ANN401
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None
