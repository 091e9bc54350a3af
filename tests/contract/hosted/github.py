"""GitHub."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from sandbox.aws.server import AwsServer
from sandbox.github import GitHub, GitHubServer, secondary_rate_limit, server_error
from sandbox.github.rate_limits import Limits
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.github.files import LOOKS_BACK
from tagboat.git_hosts.github.host import GitHub as GitHubHost
from tagboat.git_hosts.token import Token
from tagboat.http_client import REPETITIONS, HttpClient
from tests.contract.hosted.base import Failure
from tests.contract.hosted.clients import client
from tests.contract.hosted.on_git import OnServer, Operations
from tests.contract.hosted.tokens import HeldToken


class OnGitHub(OnServer):
    """GitHub."""

    looks_back = LOOKS_BACK
    attempts = 1 + REPETITIONS
    permissions: Mapping[str, str] = MappingProxyType({"contents": "write"})
    largest_file = 10_000_000
    operations: ClassVar[Operations] = {
        "read": ("repository",),
        "find": ("repository",),
        "history": ("repository",),
        "commit": ("createCommitOnBranch", "git/update-ref"),
    }

    def __init__(self, server: GitHubServer, github: GitHub, name: str = "owner/infra") -> None:
        self._github, self._server, self._name = github, server, name
        self.asked = github.log
        self.token = HeldToken(self.new_token())
        self.git_host: GitHost = self.again()
        super().__init__(github.create_repository(name), github.interruptions)

    def again(self) -> GitHost:
        return self._host(client(), self.token)

    def impatient(self) -> GitHost:
        return self._host(client(read_seconds=1), self.token)

    def on_missing_repository(self) -> GitHost:
        return self._host(client(), self.token, "owner/no-such-repository")

    def on_empty_repository(self) -> GitHost:
        self._github.create_repository("owner/empty")
        return self._host(client(), self.token, "owner/empty")

    def refusal(self, how: Failure) -> Exception:
        return secondary_rate_limit(7) if how == "throttled" else server_error(502)

    def protect(self) -> None:
        self._github.protect(self._name, "main")

    def read_only(self) -> GitHost:
        reader = self._github.add_token("a-reader", {"contents": "read"})
        return self._host(client(), HeldToken(reader))

    def expire_credentials(self) -> None:
        self._github.revoke(self.token.known)

    def rotate_token(self) -> None:
        self._github.revoke(self.token.known)
        self.token.now = self.new_token()

    def new_token(self) -> str:
        return self._github.add_token("tagboat-bot", self.permissions)

    def _host(self, http: HttpClient, token: Token, name: str = "") -> GitHubHost:
        return GitHubHost(http, self._server.url, name or self._name, token)


@contextmanager
def github(_: AwsServer, folder: Path) -> Iterator[OnGitHub]:
    """A GitHub of its own."""
    # The suite is about what a host answers before anybody has had enough.
    host = GitHub(folder, limits=Limits(content_a_minute=500))
    with GitHubServer(host) as server:
        yield OnGitHub(server, host)
