"""The REST API below `/api/v3/`: finds the operation, holds the request to its description.

Sources: "Getting started with the REST API" and "API Versions" (GitHub's documentation).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request

from sandbox.github.access import count, let_app_in, let_in
from sandbox.github.answers import REST_DOCS, Answer, message, not_supported, unknown_api_version
from sandbox.github.call import Call
from sandbox.github.host import GitHub
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.rest_contract import find_operation
from sandbox.github.tokens import Token
from sandbox.http_server import Described

PREFIX = "/api/v3/"
_FOR_APPS = {
    "apps/create-installation-access-token",
    "apps/get-authenticated",
    "apps/get-installation",
    "apps/get-repo-installation",
}
_NEWEST, _OLDEST = "2026-03-10", "2022-11-28"


@dataclass(frozen=True)
class RestRequest:
    """A request of an operation, valid by its description."""

    call: Call
    path: Mapping[str, str]
    query: Mapping[str, str]
    accept: str
    body: Any
    """What was sent as JSON; None if nothing was."""

    @property
    def api(self) -> str:
        """Where the API's URLs begin."""
        return f"{self.call.url}/api/v3"

    def repository(self) -> HostedRepository:
        """The repository that the path names.

        Raises:
            Answer: 404, there is none for this token.
        """
        found = self.call.repository(f"{self.path['owner']}/{self.path['repo']}")
        if found is None:
            raise message(404, "Not Found")
        return found

    def contents(self, *, writes: bool = False) -> HostedRepository:
        """The repository, for what is in it.

        Raises:
            Answer: 404, or 403 if the token may not read contents, or write them.
        """
        found, token = self.repository(), self.call.token
        if not (token.may_write if writes else token.may_read)("contents"):
            raise not_accessible(token)
        return found

    def need_to_write(self, *permissions: str) -> None:
        """Go on only with one of these permissions, for writing.

        Raises:
            Answer: 403, the token has none of them.
        """
        if not any(map(self.call.token.may_write, permissions)):
            raise not_accessible(self.call.token)


def not_accessible(token: Token) -> Answer:
    """The token lacks a permission."""
    who = "integration" if token.kind == "installation" else "personal access token"
    return message(403, f"Resource not accessible by {who}")


type Operations = Mapping[str, Callable[[RestRequest], Answer]]
"""By the ids that GitHub's description gives them."""


def answer_rest(
    github: GitHub, request: Request, described: Described, operations: Operations
) -> Answer:
    """Carry a request out.

    Raises:
        Answer: It is refused.
    """
    path = "/" + request.path.removeprefix(PREFIX)
    found = find_operation(request.method, path)
    described.operation = found[0].id if found else "unknown"
    if found and found[0].id in _FOR_APPS:
        call = let_app_in(github, request, described)
    else:
        call = let_in(github, request, described, "core", REST_DOCS)
    if path != "/rate_limit":
        count(call, writes=request.method != "GET")
    version = _version(request)
    if found is None:
        raise message(404, "Not Found")
    operation, in_path = found
    if operation.id not in operations:
        raise not_supported(f"the REST operation {operation.id}")
    query, body = request.args.to_dict(), _body(request)
    wrong = operation.complaints(in_path, "path") + operation.complaints(query, "query")
    if wrong := wrong + operation.complaints_of_body(body):
        raise not_supported(f"{operation.id} with what GitHub does not describe: {wrong}")
    call.begin(operation.id)
    accept = request.headers.get("Accept", "")
    answer = operations[operation.id](RestRequest(call, in_path, query, accept, body))
    if request.method != "GET":
        call.begin(f"{operation.id}/answer")
    answer.headers["x-github-api-version-selected"] = version
    return answer


def _body(request: Request) -> Any:
    """What was sent. Source: "Troubleshooting the REST API", "Invalid JSON"."""
    sent = request.get_data()
    if not sent:
        return None
    try:
        return json.loads(sent)
    except ValueError:
        raise message(400, "Problems parsing JSON") from None


def _version(request: Request) -> str:
    version = request.headers.get("X-GitHub-Api-Version", _OLDEST)
    if version not in (_NEWEST, _OLDEST):
        raise unknown_api_version(version, _NEWEST, _OLDEST)
    return version
