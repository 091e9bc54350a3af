"""GitLab."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from sandbox.aws.server import AwsServer
from sandbox.gitlab import GitLab, GitLabServer, rate_limited, server_error
from sandbox.gitlab.access_levels import DEVELOPER, REPORTER
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.git.files import LARGEST_FILE
from tagboat.git_hosts.gitlab.host import GitLab as GitLabHost
from tagboat.git_hosts.token import Token
from tagboat.http_client import REPETITIONS, HttpClient
from tests.contract.hosted.base import Failure, Moment
from tests.contract.hosted.clients import client
from tests.contract.hosted.on_git import OnServer, Operations
from tests.contract.hosted.tokens import HeldToken

# What GitLab can do is known, or asked before.
READ, FIND, PUSH = "git-upload-pack", "info/refs git-upload-pack", "git-receive-pack"


class OnGitLab(OnServer):
    """GitLab."""

    attempts = 1 + REPETITIONS
    largest_file = LARGEST_FILE
    operations: ClassVar[Operations] = {
        "read": (READ,),
        "find": (FIND,),
        "history": (READ,),
        "commit": (PUSH,),
    }

    def __init__(self, server: GitLabServer, gitlab: GitLab, name: str = "group/sub/infra") -> None:
        self.gitlab, self.name = gitlab, name
        self._server, self.asked = server, gitlab.log
        git = gitlab.create_project(name)
        gitlab.add_user("tagboat-bot")
        gitlab.add_member(name, "tagboat-bot", DEVELOPER)
        self.token = HeldToken(self.new_token())
        self.git_host: GitHost = self.again()
        super().__init__(git, gitlab.interruptions)

    def again(self) -> GitHost:
        return self._host(client(), self.token)

    def impatient(self) -> GitHost:
        return self._host(client(read_seconds=1), self.token)

    def on_missing_repository(self) -> GitHost:
        return self._host(client(), self.token, "group/no-such-project")

    def on_empty_repository(self) -> GitHost:
        self.gitlab.create_project("group/empty")
        self.gitlab.add_member("group/empty", "tagboat-bot", DEVELOPER)
        return self._host(client(), self.token, "group/empty")

    def refusal(self, how: Failure) -> Exception:
        return rate_limited(7) if how == "throttled" else server_error(502)

    def fail(self, moment: Moment, how: Failure, *, times: int = 1) -> None:
        if moment == "find":  # What was read needs to be asked for nothing more.
            self.git_host = self.again()
        super().fail(moment, how, times=times)

    def protect(self) -> None:
        self.gitlab.protect(self.name, "main")

    def read_only(self) -> GitHost:
        self.gitlab.add_user("a-reader")
        self.gitlab.add_member(self.name, "a-reader", REPORTER)
        return self._host(client(), HeldToken(self.gitlab.add_personal_token("a-reader")))

    def expire_credentials(self) -> None:
        self.gitlab.revoke(self.token.known)

    def rotate_token(self) -> None:
        self.gitlab.revoke(self.token.known)
        self.token.now = self.new_token()

    def new_token(self) -> str:
        return self.gitlab.add_personal_token("tagboat-bot")

    def _host(self, http: HttpClient, token: Token, name: str = "") -> GitLabHost:
        url = self._server.url
        return GitLabHost(http, url, name or self.name, token, sleep=lambda _: None)


@contextmanager
def gitlab(_: AwsServer, folder: Path) -> Iterator[OnGitLab]:
    """A GitLab of its own."""
    host = GitLab(folder)
    with GitLabServer(host) as server:
        yield OnGitLab(server, host)
