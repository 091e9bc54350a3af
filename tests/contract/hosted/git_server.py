"""A git server of no make, with and without filters."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from werkzeug.exceptions import BadGateway, TooManyRequests

from sandbox.aws.server import AwsServer
from sandbox.git_http import GitHttp, repositories_in
from sandbox.git_repository import GitRepository
from sandbox.http_server import HttpServer
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.git.files import LARGEST_FILE
from tagboat.git_hosts.git.host import Git
from tagboat.git_hosts.git.http import HttpRepository
from tagboat.git_hosts.token import Token
from tagboat.http_client import REPETITIONS, HttpClient
from tests.contract.hosted.base import Failure, Moment
from tests.contract.hosted.clients import client
from tests.contract.hosted.on_git import OnServer, Operations
from tests.contract.hosted.tokens import HeldToken

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

USER, READER = "tagboat-bot", "a-reader"
TOKEN = "glpat-" + "x" * 20
_PROTECTED = "GitLab: You are not allowed to push code to protected branches on this project."


class Accounts(dict[str, str]):
    """The passwords of a git server's users, by their names."""

    def authenticate(self, user: str, password: str) -> str | None:
        return user if self.get(user) == password else None


def git_server_in(folder: Path, accounts: Accounts | None = None) -> GitHttp:
    """A git server whose repositories are below a folder, with one user who may write."""
    known = Accounts({USER: TOKEN, READER: TOKEN}) if accounts is None else accounts
    return GitHttp(
        repositories_in(folder), known.authenticate, may_push=lambda user: user != READER
    )


def without_version_2(app: GitHttp) -> "WSGIApplication":
    """A server that knows nothing of the newest protocol, which clients ask for by a header."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ.pop("HTTP_GIT_PROTOCOL", None)
        return app(environ, start_response)

    return answer


class OnGitServer(OnServer):
    """Any git server."""

    attempts = 1 + REPETITIONS
    largest_file = LARGEST_FILE
    operations: ClassVar[Operations] = {
        # What the server can do is known, or asked before.
        "read": ("git-upload-pack",),
        "find": ("info/refs git-upload-pack",),
        "history": ("git-upload-pack",),
        "commit": ("git-receive-pack",),
    }

    def __init__(
        self,
        server: HttpServer,
        app: GitHttp,
        folder: Path,
        *,
        filters: bool,
        newest_protocol: bool = True,
        accounts: Accounts | None = None,
    ) -> None:
        self._server, self._folder, self.asked = server, folder, server.log
        self._accounts = Accounts() if accounts is None else accounts
        self._newest_protocol = newest_protocol
        if not newest_protocol:
            server.app = without_version_2(app)
        super().__init__(GitRepository.create(folder / "owner/infra.git"), app.interruptions)
        for name in ("allowFilter", "allowAnySHA1InWant"):
            self.git.open().config[f"uploadpack.{name}"] = filters
        self._token = HeldToken(f"{USER}:{TOKEN}")
        self.git_host = self._host(client(), self._token)

    def again(self) -> GitHost:
        return self._host(client(), self._token)

    def impatient(self) -> GitHost:
        return self._host(client(read_seconds=1), self._token)

    def on_missing_repository(self) -> GitHost:
        return self._host(client(), self._token, "owner/no-such-repository")

    def on_empty_repository(self) -> GitHost:
        GitRepository.create(self._folder / "owner/empty.git")
        return self._host(client(), self._token, "owner/empty")

    def refusal(self, how: Failure) -> Exception:
        return TooManyRequests(retry_after=7) if how == "throttled" else BadGateway()

    def fail(self, moment: Moment, how: Failure, *, times: int = 1) -> None:
        if moment == "find":  # What was read needs to be asked for nothing more.
            self.git_host = self._host(client(), self._token)
        super().fail(moment, how, times=times)

    def protect(self) -> None:
        hook = self.git.path / "hooks" / "pre-receive"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\necho '{_PROTECTED}' >&2\nexit 1\n")
        hook.chmod(0o755)

    def read_only(self) -> GitHost:
        return self._host(client(), HeldToken(f"{READER}:{TOKEN}"))

    def expire_credentials(self) -> None:
        del self._accounts[USER]

    def rotate_token(self) -> None:
        self._accounts[USER] = "another"
        self._token.now = f"{USER}:another"

    def _before_next(self, moment: Moment, action: Callable[[], object], times: int = 1) -> None:
        if moment == "read" and not self._newest_protocol:
            # Branches come with what the server can do.
            self.interruptions.before_next("info/refs git-upload-pack", action, times=times)
        else:
            super()._before_next(moment, action, times)

    def _host(self, http: HttpClient, token: Token, name: str = "owner/infra") -> Git:
        return Git(HttpRepository(http, f"{self._server.url}/{name}.git", token))


def git_server(
    *, filters: bool, newest_protocol: bool = True
) -> Callable[[AwsServer, Path], AbstractContextManager[OnGitServer]]:
    """A git server of its own, with what it knows."""

    @contextmanager
    def made(_: AwsServer, folder: Path) -> Iterator[OnGitServer]:
        accounts = Accounts({USER: TOKEN, READER: TOKEN})
        app = git_server_in(folder, accounts)
        with HttpServer(app) as server:
            yield OnGitServer(
                server,
                app,
                folder,
                filters=filters,
                newest_protocol=newest_protocol,
                accounts=accounts,
            )

    return made
