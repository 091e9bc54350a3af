"""GitHub, with a transport that answers what a test has written down."""

import json
from collections.abc import Mapping
from typing import Any

from tagboat.git_hosts.github.host import GitHub
from tagboat.http_client import Answer, HttpClient

HEAD = "c0ffee0000000000000000000000000000000000"
AT_HEAD = {
    "oid": HEAD,
    "history": {
        "nodes": [
            {
                "oid": HEAD,
                "committedDate": "2026-02-03T04:05:06Z",
                "message": "A person's",
                "parents": {"nodes": []},
            }
        ]
    },
}
"""What a query tells of the commit that it is about."""


class Http(HttpClient):
    """Answers in turn, and keeps what it was asked."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Any, Mapping[str, str]]] = []
        self.methods: list[str] = []

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object = None,
        *,
        safe: bool = False,
    ) -> Answer:
        self.methods.append(method)
        changes_nothing = isinstance(body, dict) and body.get("query", "").lstrip()[:5] == "query"
        assert safe == changes_nothing
        self.asked.append((url, json.loads(json.dumps(body)), headers))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Token:
    """A token that was rotated once."""

    def __init__(self) -> None:
        self.known = "old"

    def get(self) -> str:
        return self.known

    def renew(self) -> str:
        self.known = "new"
        return self.known


def data(**found: Any) -> Answer:
    return Answer(200, {}, {"data": found})


def host(*answers: Answer | Exception) -> tuple[GitHub, Http]:
    http = Http(*answers)
    return GitHub(http, "https://github.com", "owner/infra", Token()), http
