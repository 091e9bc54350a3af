"""Who may clone from a GitLab and push to it: git's smart HTTP with a token as the password.

Source: "Clone using a token" in "Personal access tokens" (GitLab's documentation): the user's name
may be any text. `lib/gitlab/git_access.rb` of GitLab's code for what it says.
"""

import base64
import binascii
from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Request

from sandbox.git_http import GitHttp
from sandbox.git_repository import GitRepository
from sandbox.gitlab.access import valid_token
from sandbox.gitlab.access_levels import DEVELOPER
from sandbox.gitlab.answers import Answer
from sandbox.gitlab.host import GitLab
from sandbox.gitlab.tokens import Token

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_ENDINGS = ("/info/refs", "/git-upload-pack", "/git-receive-pack")


def is_git(request: Request) -> bool:
    """Whether a git client asks."""
    return request.path.endswith(_ENDINGS) and not request.path.startswith("/api/")


def git_for(gitlab: GitLab, request: Request) -> "WSGIApplication":
    """The application that answers this request of a git client."""
    token = _token(gitlab, request)

    def lookup(name: str) -> GitRepository:
        project = gitlab.project(name)
        if project is None or not token or not project.is_visible_to(token.user):
            raise KeyError(name)
        if not project.may_read_code(token.user):
            raise Forbidden("You are not allowed to download code from this project.")
        is_developer = project.level_of(token.user) >= DEVELOPER
        if _is_push(request) and not (token.may_push() and is_developer):
            raise Forbidden("You are not allowed to push code to this project.")
        return project.git

    def authenticate(_user: str, _password: str) -> str | None:
        return token.user.username if token else None

    return GitHttp(lookup, authenticate, gitlab.interruptions)


def _is_push(request: Request) -> bool:
    asked = request.args.get("service") or request.path.rpartition("/")[2]
    return asked == "git-receive-pack"


def _token(gitlab: GitLab, request: Request) -> Token | None:
    """The token that is the password, None when it is worth nothing to git."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        password = base64.b64decode(value, validate=True).decode().partition(":")[2]
        token = valid_token(gitlab, password)
    except (binascii.Error, UnicodeDecodeError, Answer):
        return None
    return token if token.may_clone() and token.user.username not in gitlab.blocked else None
