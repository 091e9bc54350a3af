"""JSON over HTTPS: whatever the status, the answer; without an answer, an error that says so."""

import io
import json
from collections.abc import Mapping
from typing import Any, cast

import pytest
import urllib3
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import NewConnectionError, ProtocolError, ReadTimeoutError

from tagboat import __version__
from tagboat.core.errors import HostUnavailable
from tagboat.http_client import HttpClient

TOKEN = "ghp_" + "x" * 36
URL = "https://github.example.com/api/graphql"


class Pool:
    """A pool of urllib3, with the parameters that its major versions 1 and 2 both have.

    Lambda's runtime brings the urllib3 that its botocore was built with.
    """

    def __init__(self, answer: urllib3.HTTPResponse | Exception) -> None:
        self.answer = answer
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
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def client(answer: urllib3.HTTPResponse | Exception) -> tuple[HttpClient, Pool]:
    made, pool = HttpClient(), Pool(answer)
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


@pytest.mark.parametrize(
    "error",
    [
        NewConnectionError(HTTPConnection("github.example.com"), "refused"),
        ReadTimeoutError(HTTPSConnectionPool("github.example.com"), URL, "timed out"),
        ProtocolError("Connection aborted."),
    ],
)
def test_no_answer_is_told_without_the_token(error: Exception) -> None:
    http, _ = client(error)
    with pytest.raises(HostUnavailable, match=f"did not answer: {type(error).__name__}") as caught:
        http.send("POST", URL, {"Authorization": f"bearer {TOKEN}"}, {})
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is error


def test_urllib3_neither_repeats_nor_redirects_and_says_who_asks() -> None:
    pool = HttpClient()._pool
    assert urllib3.Retry.from_int(pool.connection_pool_kw["retries"]).total is False
    assert pool.connection_pool_kw["timeout"].connect_timeout == 3
    assert pool.headers == {"User-Agent": f"tagboat/{__version__}"}
