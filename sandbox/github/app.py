"""GitHub as one WSGI application, with the paths of an Enterprise Server.

`POST /api/graphql`, REST below `/api/v3/`, git's smart HTTP below `/owner/name.git/`.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from sandbox.github.access import count, let_in, token_of
from sandbox.github.answers import GRAPHQL_DOCS, Answer, message
from sandbox.github.git_access import git_for, is_git
from sandbox.github.graphql_endpoint import answer_graphql, read_request
from sandbox.github.host import GitHub
from sandbox.github.rest_apps import (
    create_installation_access_token,
    get_app,
    get_installation,
    get_repository_installation,
)
from sandbox.github.rest_branch_rules import get_branch_rules, get_ruleset
from sandbox.github.rest_contents import get_contents
from sandbox.github.rest_create_reference import create_reference
from sandbox.github.rest_endpoint import PREFIX, Operations, answer_rest
from sandbox.github.rest_git_data import get_blob, get_reference, get_tree
from sandbox.github.rest_git_objects import create_commit, create_tree, get_commit
from sandbox.github.rest_installations import (
    list_installation_repositories,
    revoke_installation_token,
)
from sandbox.github.rest_pull_requests import (
    add_assignees,
    add_labels,
    create_comment,
    request_reviewers,
)
from sandbox.github.rest_pulls import (
    create_pull_request,
    list_pull_requests,
    update_pull_request,
)
from sandbox.github.rest_repositories import get_branch, get_rate_limit, get_repository
from sandbox.github.rest_update_reference import update_reference
from sandbox.github.rest_write_contents import write_contents
from sandbox.http_server import ENVIRON_KEY, Described

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from sandbox.github.rate_limits import Resource

_REST: Operations = {
    "apps/create-installation-access-token": create_installation_access_token,
    "apps/get-authenticated": get_app,
    "apps/get-installation": get_installation,
    "apps/get-repo-installation": get_repository_installation,
    "apps/list-repos-accessible-to-installation": list_installation_repositories,
    "apps/revoke-installation-access-token": revoke_installation_token,
    "git/create-commit": create_commit,
    "git/create-ref": create_reference,
    "git/create-tree": create_tree,
    "git/get-blob": get_blob,
    "git/get-commit": get_commit,
    "git/get-ref": get_reference,
    "git/get-tree": get_tree,
    "git/update-ref": update_reference,
    "issues/add-assignees": add_assignees,
    "issues/add-labels": add_labels,
    "issues/create-comment": create_comment,
    "pulls/create": create_pull_request,
    "pulls/list": list_pull_requests,
    "pulls/request-reviewers": request_reviewers,
    "pulls/update": update_pull_request,
    "rate-limit/get": get_rate_limit,
    "repos/create-or-update-file-contents": write_contents,
    "repos/get": get_repository,
    "repos/get-branch": get_branch,
    "repos/get-branch-rules": get_branch_rules,
    "repos/get-content": get_contents,
    "repos/get-repo-ruleset": get_ruleset,
}


class App:
    """The application of one GitHub."""

    def __init__(self, github: GitHub) -> None:
        self._github = github

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, and tell the log about it."""
        described = environ.get(ENVIRON_KEY) or Described()
        described.service = "github"
        request = Request(environ)
        if is_git(request):
            try:
                return git_for(self._github, request)(environ, start_response)
            except HTTPException as refused:
                return refused.get_response()(environ, start_response)
        try:
            answer = self._answer(request, described)
        except Answer as ended:
            answer = ended
        headers = self._headers(request, described) | answer.headers
        return Response(answer.body, answer.status, headers)(environ, start_response)

    def _answer(self, request: Request, described: Described) -> Answer:
        if request.path == "/api/graphql" and request.method == "POST":
            return self._graphql(request, described)
        if request.path.startswith(PREFIX):
            return answer_rest(self._github, request, described, _REST)
        raise message(404, "Not Found")

    def _graphql(self, request: Request, described: Described) -> Answer:
        described.operation = "graphql"
        unread: Answer | None = None
        try:
            asked = read_request(request.get_data())
            described.operation = asked.name
        except Answer as answer:
            unread = answer
        call = let_in(self._github, request, described, "graphql", GRAPHQL_DOCS)
        if unread:
            raise unread
        count(call, writes=asked.writes)
        return answer_graphql(call, asked)

    def _headers(self, request: Request, described: Described) -> dict[str, str]:
        resource: Resource = "graphql" if request.path == "/api/graphql" else "core"
        limits, now = self._github.rate_limits, self._github.clock()
        standing = limits.standing(described.principal, resource, now)
        parts = (secrets.token_hex(2), *(secrets.token_hex(3) for _ in range(4)))
        return {
            "x-github-request-id": ":".join(parts).upper(),
            "x-github-media-type": "github.v4; format=json",
            **self._expiration(request),
        } | standing.headers()

    def _expiration(self, request: Request) -> dict[str, str]:
        """When a person's token ends, in the form that people recorded: 2022-08-14 08:15:54 UTC."""
        token = token_of(self._github, request)
        if token is None or token.expires_at is None or token.kind == "installation":
            return {}
        ends = datetime.fromtimestamp(token.expires_at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        return {"github-authentication-token-expiration": ends}
