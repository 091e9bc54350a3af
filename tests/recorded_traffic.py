"""What github.com really answered, as the Octokit project recorded it, and who repeats it.

Source: the npm package @octokit/fixtures, `raw-fixture.json` of each scenario: whole requests and
answers, but for the token. The other file of a scenario has made-up ids and dates.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from sandbox.github.npm_contracts import contract_text
from sandbox.http_server import HttpServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_OF_ONE_CONNECTION = "connection"
"""What the recorder's connection was, which is nothing of the answer."""


@dataclass(frozen=True)
class Exchange:
    """A request, and what GitHub answered."""

    method: str
    path: str
    """With the query, from the root of the API."""
    sent: Any
    """What was sent as JSON; None if nothing was."""
    status: int
    headers: Sequence[tuple[str, str]]
    """In the order they came, some of them twice."""
    data: bytes

    @property
    def answer(self) -> Any:
        """What the answer says; a text that is no JSON as it is."""
        try:
            return json.loads(self.data)
        except ValueError:
            return self.data.decode()

    @property
    def repository(self) -> str:
        """`owner/name` of the repository that it is about; nothing if it is about none."""
        match self.path.split("/"):
            case ["", "repos", owner, name, *_]:
                return f"{owner}/{name}"
        return ""

    @property
    def below(self) -> str:
        """The path below the repository, without a slash at the start; empty if there is none."""
        if not self.repository:
            return ""
        return self.path.removeprefix(f"/repos/{self.repository}").removeprefix("/")

    def __str__(self) -> str:
        """`GET git/refs/`: what tests are called by."""
        return f"{self.method} {self.below or self.path}"


def recorded(scenario: str) -> list[Exchange]:
    """The exchanges of a scenario, in the order they were made."""
    file = f"scenarios/api.github.com/{scenario}/raw-fixture.json"
    return [_exchange(one) for one in json.loads(contract_text("fixtures", file))]


def _exchange(one: dict[str, Any]) -> Exchange:
    answer = one["response"]
    # What was recorded is the JSON that GitHub's bytes mean. It writes them without spaces.
    text = answer if isinstance(answer, str) else _compact(answer)
    headers = [(name, value) for name, value in batched(one["rawHeaders"], 2, strict=True)]
    exchange = Exchange(
        method=one["method"].upper(),
        path=one["path"],
        sent=one["body"] or None,
        status=one["status"],
        headers=[pair for pair in headers if pair[0].lower() != _OF_ONE_CONNECTION],
        data=text.encode(),
    )
    length = dict(exchange.headers).get("Content-Length", "0")
    assert length == str(len(exchange.data)), f"{exchange} is not byte for byte as it was recorded"
    return exchange


def _compact(answer: object) -> str:
    return json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


@dataclass
class Replay:
    """A GitHub that knows some exchanges, and repeats each of them once, in their order."""

    exchanges: Sequence[Exchange]
    prefix: str = "/api/v3"
    """Where the API begins: as on an Enterprise Server."""
    unrecorded: list[str] = field(default_factory=list)
    """What was asked that was not to be asked, or not then."""
    url: str = ""
    _count: int = 0

    @property
    def left(self) -> list[str]:
        """What was not asked."""
        return [str(exchange) for exchange in self.exchanges[self._count :]]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the next request as it was recorded; refuse any other one, and remember it."""
        request = Request(environ)
        query = request.query_string.decode()
        path = request.path + ("?" if query else "") + query
        sent = json.loads(request.data) if request.data else None
        expected = self.exchanges[self._count] if self._count < len(self.exchanges) else None
        if (
            expected is None
            or (request.method, path) != (expected.method, f"{self.prefix}{expected.path}")
            or sent != expected.sent
        ):
            self.unrecorded.append(f"{request.method} {path} with {sent}")
            return Response("Nobody recorded this", 501)(environ, start_response)
        self._count += 1
        reason = Response(status=expected.status).status
        start_response(reason, list(expected.headers))
        return [expected.data]


@contextmanager
def replayed(*exchanges: Exchange) -> Iterator[Replay]:
    """Serve exchanges; whoever asks for anything else, or not for all of them, fails the test."""
    replay = Replay(exchanges)
    with HttpServer(replay) as server:
        replay.url = server.url
        yield replay
    assert not replay.unrecorded, f"not recorded: {replay.unrecorded}"
    assert not replay.left, f"not asked: {replay.left}"
