"""A transport that answers what a test has written down, and what GitLab shows of things."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from tagboat.git_hosts.gitlab.requests import GitLabRequests
from tagboat.http_client import Answer, HttpClient

HEAD = "c0ffee0000000000000000000000000000000000"
URL, PROJECT = "https://gitlab.example.com/git", "group/sub/infra"
API = f"{URL}/api/v4/projects/group%2Fsub%2Finfra"


class Http(HttpClient):
    """Answers in turn, and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.bodies: list[Any] = []
        self.headers: list[Mapping[str, str]] = []

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object = None,
        *,
        safe: bool = False,
    ) -> Answer:
        self.asked.append(f"{method} {url}")
        self.bodies.append(json.loads(json.dumps(body)))
        self.headers.append(headers)
        return self.answers.pop(0)

    def paths(self) -> list[str]:
        """What was asked for below the project, readable."""
        return [unquote(one.replace(f"{API}/", "").partition("?")[0]) for one in self.asked]

    def query(self, number: int) -> dict[str, list[str]]:
        return parse_qs(self.asked[number].partition("?")[2])


class Token:
    """A token that was rotated once."""

    def __init__(self) -> None:
        self.known = "old"

    def get(self) -> str:
        return self.known

    def renew(self) -> str:
        self.known = "new"
        return self.known


def requests(*answers: Answer) -> tuple[GitLabRequests, Http]:
    http = Http(*answers)
    return GitLabRequests(http, URL, PROJECT, Token()), http


def ok(body: object, **headers: str) -> Answer:
    return Answer(200, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def no(status: int, message: object = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, {"message": message})


def merge_request(iid: int = 12, /, **more: Any) -> dict[str, Any]:
    return {
        "iid": iid,
        "web_url": f"{URL}/{PROJECT}/-/merge_requests/{iid}",
        "state": "opened",
        "title": "Update web",
        "source_project_id": 1,
        "target_project_id": 1,
        "sha": HEAD,
        "detailed_merge_status": "mergeable",
    } | more


def commit(id_: str = HEAD, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "message": "Update web\n",
        "author_name": "A Bot",
        "author_email": "bot@example.com",
        "committer_name": "A Person",
        "committer_email": "person@example.com",
    } | more


def never(seconds: float) -> None:
    raise AssertionError(f"nothing is to be waited for, but it is, for {seconds} s")
