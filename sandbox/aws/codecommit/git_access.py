"""Git over HTTPS, which CodeCommit has beside its API.

Source: AWS CodeCommit User Guide, "Setting up using Git credentials": a user's own name and
password, or, with the credential helper of AWS's command line, an access key and a signature. Roles
are turned away: whether `codecommit:GitPush` is granted is not asked here.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from moto.sts.models import sts_backends

from sandbox.aws.codecommit.store import repositories
from sandbox.git_http import GitHttp
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PREFIX = "/v1/repos"
"""The path of the repositories, on `git-codecommit.REGION.amazonaws.com` at AWS."""


class GitAccess:
    """A WSGI application for all that is below the prefix."""

    def __init__(self, account: str, region: str, interruptions: Interruptions) -> None:
        def lookup(name: str) -> GitRepository:
            return repositories(account, region)[name].git

        def authenticate(user: str, password: str) -> str | None:
            key = user.partition("%")[0]
            is_role = sts_backends[account]["aws"].get_assumed_role_from_access_key(key)
            return user if user and password and not is_role else None

        self._served = GitHttp(lookup, authenticate, interruptions)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        path = environ["PATH_INFO"].removeprefix(PREFIX)
        return self._served({**environ, "PATH_INFO": path}, start_response)
