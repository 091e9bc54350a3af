"""An infra repo on a git server of no make, with and without filters, and on disk."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dulwich.objects import ObjectID, ShaFile
from werkzeug.exceptions import BadGateway, TooManyRequests

from sandbox.git_http import GitHttp, repositories_in
from sandbox.git_repository import GitRepository
from sandbox.http_server import HttpServer
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.git import LARGEST_FILE, Git
from tagboat.git_hosts.git_http import HttpRepository
from tagboat.git_hosts.git_local import LocalRepository
from tagboat.http_client import HttpClient
from tests.contract.hosted import FixedToken, OnGit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

USER, TOKEN = "tagboat-bot", "glpat-" + "x" * 20


def git_server_in(folder: Path) -> GitHttp:
    """A git server whose repositories are below a folder, with one user."""

    def authenticate(user: str, password: str) -> str | None:
        return user if (user, password) == (USER, TOKEN) else None

    return GitHttp(repositories_in(folder), authenticate)


def _without_version_2(app: GitHttp) -> "WSGIApplication":
    """A server that knows nothing of the newest protocol, which clients ask for by a header."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        environ.pop("HTTP_GIT_PROTOCOL", None)
        return app(environ, start_response)

    return answer


class OnGitServer(OnGit):
    """Any git server."""

    largest_file = LARGEST_FILE

    def __init__(
        self,
        server: HttpServer,
        app: GitHttp,
        folder: Path,
        *,
        filters: bool,
        newest_protocol: bool = True,
    ) -> None:
        self._server, self._app = server, app
        if not newest_protocol:
            server.app = _without_version_2(app)
        super().__init__(GitRepository.create(folder / "owner/infra.git"))
        for name in ("allowFilter", "allowAnySHA1InWant"):
            self.git.open().config[f"uploadpack.{name}"] = filters
        self.git_host = self._host("owner/infra")

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self._app.interruptions.before_next("git-receive-pack", action)

    def fail_next_read(self, how: str) -> None:
        def fail() -> None:
            raise TooManyRequests(retry_after=7) if how == "throttled" else BadGateway

        self._app.interruptions.before_next("info/refs git-upload-pack", fail)

    def fail_next_find(self, how: str) -> None:
        self.git_host = self._host("owner/infra")  # The other one needs to ask for nothing.
        self.fail_next_read(how)

    def on_missing_repository(self) -> GitHost:
        return self._host("owner/no-such-repository")

    def _host(self, name: str) -> Git:
        url = f"{self._server.url}/{name}.git"
        return Git(HttpRepository(HttpClient(), url, FixedToken(f"{USER}:{TOKEN}")))


class _Interrupted(LocalRepository):
    """A repository that somebody writes to at the worst moment."""

    action: Callable[[], object] = staticmethod(lambda: None)

    def push(self, branch: str, head: ObjectID, made: Sequence[ShaFile]) -> None:
        self.action()
        super().push(branch, head, made)


class OnDisk(OnGit):
    """A repository in a folder."""

    largest_file = LARGEST_FILE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(GitRepository.create(folder / "infra.git"))
        self._repository = _Interrupted(self.git.path)
        self.git_host = Git(self._repository)

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self._repository.action = action

    def fail_next_read(self, how: str) -> None:
        raise AssertionError(f"a folder is never {how}")

    fail_next_find = fail_next_read

    def on_missing_repository(self) -> GitHost:
        return Git(LocalRepository(self._folder / "no-such-repository"))
