"""Who may clone from a GitHub and push to it: git's smart HTTP with a token as the password.

Source: "Authenticating with GitHub Apps" and "Managing your personal access tokens" (GitHub's
documentation); the user's name does not matter.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Request

from sandbox.git_http import GitHttp
from sandbox.git_repository import GitRepository
from sandbox.github.access import token_of
from sandbox.github.host import GitHub
from sandbox.github.pull_requests.notice import notice
from sandbox.github.tokens import Token

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ENDINGS = ("/info/refs", "/git-upload-pack", "/git-receive-pack")


def is_git(request: Request) -> bool:
    """Whether a git client asks."""
    return request.path.endswith(_ENDINGS) and not request.path.startswith("/api/")


def git_for(github: GitHub, request: Request) -> "WSGIApplication":
    """The application that answers this request of a git client."""
    token = token_of(github, request)

    def lookup(name: str) -> GitRepository:
        found = _visible(github, token, name)
        if token and _is_push(request) and not token.may_write("contents"):
            raise Forbidden("Write access to repository not granted.")
        return found

    def authenticate(_user: str, _password: str) -> str | None:
        return token.account.login if token else None

    served = GitHttp(lookup, authenticate)

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        chunks = served(environ, start_response)
        if request.path.endswith("/git-receive-pack"):
            _after_push(github, token, request.path)
        return chunks

    return answer


def _after_push(github: GitHub, token: Token | None, path: str) -> None:
    """Let GitHub see what was pushed, and know by whom."""
    name = path.removesuffix("/git-receive-pack").removesuffix(".git").strip("/")
    hosted = github.repository(name)
    if hosted and token:
        notice(hosted, token.account, github.clock())


def _is_push(request: Request) -> bool:
    asked = request.args.get("service") or request.path.rpartition("/")[2]
    return asked == "git-receive-pack"


def _visible(github: GitHub, token: Token | None, name: str) -> GitRepository:
    found = github.repository(name)
    if found and token and token.sees(found.full_name) and token.may_read("contents"):
        return found.git
    raise KeyError(name)
