"""JSON over HTTPS: whatever the status, the answer; without an answer, an error that says so.

What changes nothing is asked again where that may help, a few times.
"""

import io
import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
import urllib3
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from tagboat import __version__
from tagboat.core.errors import HostUnavailable
from tagboat.http_client import REPETITIONS, HttpClient

TOKEN = "ghp_" + "x" * 36
URL = "https://github.example.com/api/graphql"


class Pool:
    """A pool of urllib3, with the parameters that its major versions 1 and 2 both have.

    Lambda's runtime brings the urllib3 that its botocore was built with.
    """

    def __init__(self, *answers: urllib3.HTTPResponse | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.headers = {"User-Agent": "from the pool"}
        self.sent: dict[str, Any] = {}

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None,
        headers: Mapping[str, str],
        redirect: bool,
    ) -> urllib3.HTTPResponse:
        self.sent = {"method": method, "url": url, "body": body, "redirect": redirect}
        self.sent["headers"] = dict(headers)
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer


class Time:
    """A clock that only moves when somebody sleeps or a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def client(
    *answers: urllib3.HTTPResponse | Exception, time: Time | None = None
) -> tuple[HttpClient, Pool]:
    """A client whose pool gives these answers, the last one for ever."""
    time = time or Time()
    made, pool = HttpClient(sleep=time.sleep, clock=lambda: time.now), Pool(*answers)
    made._pool = cast("urllib3.PoolManager", pool)
    return made, pool


def response(status: int, body: bytes, headers: Mapping[str, str]) -> urllib3.HTTPResponse:
    return urllib3.HTTPResponse(io.BytesIO(body), headers, status)


def test_json_is_sent_with_the_headers_of_the_request() -> None:
    http, pool = client(response(200, b"{}", {}))
    http.send("POST", URL, {"Authorization": f"bearer {TOKEN}"}, {"query": "é"})
    assert json.loads(pool.sent.pop("body")) == {"query": "é"}
    assert pool.sent == {
        "method": "POST",
        "url": URL,
        "redirect": False,
        "headers": {
            "User-Agent": "from the pool",
            "Content-Type": "application/json",
            "Authorization": f"bearer {TOKEN}",
        },
    }


def test_nothing_is_sent_where_there_is_no_body() -> None:
    http, pool = client(response(200, b"{}", {}))
    http.send("GET", URL, {"Accept": "application/json"})
    assert pool.sent == {
        "method": "GET",
        "url": URL,
        "body": None,
        "redirect": False,
        "headers": {"User-Agent": "from the pool", "Accept": "application/json"},
    }


def test_the_answer_has_its_status_its_headers_in_lower_case_and_its_json() -> None:
    http, _ = client(response(403, b'{"message": "no"}', {"Retry-After": "7", "X-A": "b"}))
    answer = http.send("POST", URL, {}, {})
    assert (answer.status, answer.body) == (403, {"message": "no"})
    assert dict(answer.headers) == {"retry-after": "7", "x-a": "b"}


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_none(body: bytes) -> None:
    http, _ = client(response(502, body, {}))
    assert http.send("POST", URL, {}, {}).body is None


REFUSED = NewConnectionError(HTTPConnection("github.example.com"), "refused")
UNREACHED = ConnectTimeoutError(HTTPConnection("github.example.com"), "timed out")
CUT = ProtocolError("Connection aborted.")
SLOW = ReadTimeoutError(HTTPSConnectionPool("github.example.com"), URL, "timed out")


@pytest.mark.parametrize("error", [REFUSED, UNREACHED, CUT, SLOW])
def test_no_answer_is_told_without_the_token(error: Exception) -> None:
    http, _ = client(error)
    with pytest.raises(HostUnavailable, match=f"did not answer: {type(error).__name__}") as caught:
        http.send("POST", URL, {"Authorization": f"bearer {TOKEN}"}, {})
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is error


def named(answer: object) -> str | None:
    """A test's name by an answer, which is not another one in another process."""
    if isinstance(answer, urllib3.HTTPResponse):
        return str(answer.status)
    return type(answer).__name__ if isinstance(answer, Exception) else None


def failures() -> list[urllib3.HTTPResponse | Exception]:
    return [REFUSED, UNREACHED, CUT, *(response(status, b"", {}) for status in (502, 503, 504))]


@pytest.mark.parametrize("failure", failures(), ids=named)
@pytest.mark.parametrize(
    ("method", "safe", "repeats"),
    [
        ("GET", False, True),
        ("HEAD", False, True),
        ("POST", True, True),
        ("POST", False, False),
        ("PUT", False, False),
        ("PATCH", False, False),
        ("DELETE", False, False),
    ],
)
def test_only_what_changes_nothing_is_asked_again(
    failure: urllib3.HTTPResponse | Exception, method: str, safe: bool, repeats: bool
) -> None:
    http, pool = client(failure, response(200, b"{}", {}))
    if repeats:
        assert http.send(method, URL, {}, {}, safe=safe).status == 200
    elif isinstance(failure, Exception):
        with pytest.raises(HostUnavailable):
            http.send(method, URL, {}, {}, safe=safe)
    else:
        assert http.send(method, URL, {}, {}, safe=safe).status == failure.status
    assert pool.asked == 1 + repeats


@pytest.mark.parametrize("failure", failures(), ids=named)
def test_repetitions_are_few_and_after_longer_and_longer_pauses_at_random(
    failure: urllib3.HTTPResponse | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: (low, high)[1])
    time = Time()
    http, pool = client(failure, time=time)
    if isinstance(failure, Exception):
        with pytest.raises(HostUnavailable):
            http.send("GET", URL, {})
    else:
        assert http.send("GET", URL, {}).status == failure.status
    assert pool.asked == 1 + REPETITIONS
    assert time.slept == [0.25, 0.5]


@pytest.mark.parametrize(
    "answer",
    [
        SLOW,
        response(500, b"", {}),
        response(429, b"", {}),
        response(403, b"", {"Retry-After": "1"}),
        response(503, b"", {"Retry-After": "1"}),
        response(404, b"", {}),
    ],
    ids=named,
)
def test_a_server_that_is_slow_or_names_a_time_or_refuses_is_not_asked_again(
    answer: urllib3.HTTPResponse | Exception,
) -> None:
    http, pool = client(answer)
    if isinstance(answer, Exception):
        with pytest.raises(HostUnavailable):
            http.send("GET", URL, {})
    else:
        assert http.send("GET", URL, {}).status == answer.status
    assert pool.asked == 1


def test_no_repetition_begins_late(monkeypatch: pytest.MonkeyPatch) -> None:
    time = Time()
    http, pool = client(UNREACHED, time=time)
    ask = pool.request

    def unreached(*arguments: Any, **more: Any) -> urllib3.HTTPResponse:
        time.now += 3
        return ask(*arguments, **more)

    monkeypatch.setattr(pool, "request", unreached)
    with pytest.raises(HostUnavailable):
        http.send("GET", URL, {})
    assert pool.asked == 2


def test_urllib3_neither_repeats_nor_redirects_and_says_who_asks() -> None:
    pool = HttpClient(connect_seconds=3, read_seconds=7)._pool
    assert urllib3.Retry.from_int(pool.connection_pool_kw["retries"]).total is False
    timeout = pool.connection_pool_kw["timeout"]
    assert (timeout.connect_timeout, timeout.read_timeout) == (3, 7)
    assert pool.headers == {"User-Agent": f"tagboat/{__version__}"}
