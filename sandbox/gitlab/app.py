"""GitLab as one WSGI application.

REST below `/api/v4/`, git's smart HTTP below `/namespace/path.git/`.
"""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from sandbox.gitlab.answers import Answer, not_supported
from sandbox.gitlab.endpoint import PREFIX, answer_api
from sandbox.gitlab.git_access import git_for, is_git
from sandbox.gitlab.handlers import HANDLERS
from sandbox.gitlab.host import GitLab
from sandbox.http_server import ENVIRON_KEY, Described

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class App:
    """The application of one GitLab."""

    def __init__(self, gitlab: GitLab) -> None:
        self._gitlab = gitlab

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, and tell the log about it."""
        described = environ.get(ENVIRON_KEY) or Described()
        described.service = "gitlab"
        request = Request(environ)
        if is_git(request):
            try:
                return git_for(self._gitlab, request)(environ, start_response)
            except HTTPException as refused:
                return refused.get_response()(environ, start_response)
            except Answer as ended:
                to_git = Response(ended.body, ended.status, ended.headers)
                return to_git(environ, start_response)
        try:
            answer = self._answer(request, described)
        except Answer as ended:
            answer = ended
        headers = {"x-request-id": secrets.token_hex(13).upper()} | answer.headers
        return Response(answer.body, answer.status, headers)(environ, start_response)

    def _answer(self, request: Request, described: Described) -> Answer:
        if not request.path.startswith(PREFIX):
            described.operation = "unknown"
            raise not_supported(f"the page {request.path}")
        return answer_api(self._gitlab, request, described, HANDLERS)
