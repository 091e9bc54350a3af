"""Git repositories over smart HTTP, by git's own `git http-backend` run as CGI.

Only the smart protocol is served: what a client asks of a "dumb" server is refused.
"""

import base64
import binascii
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from sandbox.git_environment import hermetic_environment
from sandbox.git_moves import pushed_moves
from sandbox.git_repository import GitRepository
from sandbox.http_server import ENVIRON_KEY, Described
from sandbox.interruptions import Interruptions
from sandbox.lagging_replicas import folder_seen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

type Lookup = Callable[[str], GitRepository]
"""The repository of a name such as `owner/name`; KeyError when there is none."""
type Authenticate = Callable[[str, str], str | None]
"""Who a user name and password belong to; None when to nobody."""

_SERVICES = ("git-upload-pack", "git-receive-pack")
_ASKED = re.compile(r"/(?P<name>.+?)(\.git)?/(?P<tail>info/refs|git-upload-pack|git-receive-pack)")


def repositories_in(folder: Path) -> Lookup:
    """Look up `owner/name` as the folder `owner/name.git`."""

    def lookup(name: str) -> GitRepository:
        path = folder / f"{name}.git"
        if ".." in name.split("/") or not path.is_dir():
            raise KeyError(name)
        return GitRepository(path)

    return lookup


@dataclass(frozen=True)
class GitHttp:
    """A WSGI application that serves repositories to git clients, as `/owner/name.git` or without.

    It buffers requests and answers, and runs one git process for each.
    """

    lookup: Lookup
    authenticate: Authenticate | None = None
    """Checks basic authentication; without it anybody may read and push."""
    interruptions: Interruptions = field(default_factory=Interruptions)
    """By what is asked for, such as `git-receive-pack`; HTTPException is the answer."""
    may_push: Callable[[str], bool] = lambda _: True
    """Whether a user, empty where anybody may come, may push."""

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        described = environ.setdefault(ENVIRON_KEY, Described())
        return self._answer(Request(environ), described)(environ, start_response)

    def _answer(self, request: Request, described: Described) -> "WSGIApplication":
        asked = _ASKED.fullmatch(request.path)
        service = request.args.get("service", "") if request.method == "GET" else ""
        described.service = "git"
        described.operation = f"{asked['tail']} {service}".strip() if asked else request.path
        described.resource = asked["name"] if asked else ""
        if asked is None or (asked["tail"] == "info/refs" and service not in _SERVICES):
            return Response("Only git's smart HTTP protocol is supported\n", status=403)
        if self.authenticate is not None:
            principal = _principal(request, self.authenticate)
            if principal is None:
                return _unauthorized()
            described.principal = principal
        try:
            repository = self.lookup(asked["name"])
        except KeyError:
            return Response("Repository not found\n", status=404)
        if "receive-pack" in described.operation and not self.may_push(described.principal):
            return Response("You are not allowed to push\n", status=403)
        try:
            self.interruptions.happen(described.operation)
        except HTTPException as error:
            return error
        return _from_git(request, repository, asked["tail"], described.principal)


def _principal(request: Request, authenticate: Authenticate) -> str | None:
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return authenticate(user, password)


def _unauthorized() -> Response:
    return Response(
        "Authentication is required\n",
        status=401,
        headers={"WWW-Authenticate": 'Basic realm="git"'},
    )


def _from_git(
    request: Request, repository: GitRepository, tail: str, principal: str
) -> "WSGIApplication":
    body = request.get_data(cache=False)
    # A body in chunks has no length of its own; the request log counts by this one.
    request.environ["CONTENT_LENGTH"] = str(len(body))
    done = subprocess.run(
        ["git", "http-backend"],
        input=body,
        env=_cgi_environment(request, repository, tail, principal),
        capture_output=True,
        check=False,
    )
    head, separator, content = done.stdout.partition(b"\r\n\r\n")
    if not separator:
        return Response(done.stderr, status=500)
    if tail == "git-receive-pack":
        encoding = request.headers.get("Content-Encoding", "")
        for move in pushed_moves(body, content, encoding=encoding):
            repository.moved(move)
    headers = [line.partition(": ")[::2] for line in head.decode().split("\r\n")]
    fields = dict(headers)
    return Response(content, status=fields.pop("Status", "200 OK"), headers=fields)


def _cgi_environment(
    request: Request, repository: GitRepository, tail: str, principal: str
) -> dict[str, str]:
    """The meta-variables of RFC 3875 that git-http-backend(1) names."""
    folder = folder_seen(repository.path)
    return {
        **hermetic_environment(),
        "GIT_PROJECT_ROOT": str(folder.parent),
        "GIT_HTTP_EXPORT_ALL": "1",
        "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""),
        "PATH_INFO": f"/{folder.name}/{tail}",
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query_string.decode(),
        "CONTENT_TYPE": request.headers.get("Content-Type", ""),
        "CONTENT_LENGTH": request.environ["CONTENT_LENGTH"],
        "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
        "REMOTE_ADDR": request.remote_addr or "",
        "REMOTE_USER": principal,
    }
