"""Infra repos as GitHub and CodeCommit serve them: to Tagboat by their API, and to git clients."""

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.infra_repos import adopt
from sandbox.aws import codecommit
from sandbox.aws.server import AwsServer
from sandbox.git_http import GitHttp, repositories_in
from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer
from sandbox.github.rate_limits import Limits
from sandbox.http_server import HttpServer
from sandbox.request_log import Request, RequestLog
from tagboat.credentials.secret import Secret
from tagboat.credentials.secret_token import SecretToken
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.git_hosts.github.host import GitHub as GitHubHost
from tagboat.http_client import HttpClient

type Content = GitRepository | Mapping[str, bytes]
"""What an infra repo begins with: the objects of another one, or files."""

_PERMISSIONS = {"contents": "write", "pull_requests": "write"}
# Many hands write to it here, more in a minute than one person's.
_LIMITS = Limits(100_000, 100_000, 100_000, 100_000, 100_000)


@dataclass(frozen=True)
class Served:
    """One infra repo on one host."""

    host: str
    git: GitRepository
    connect: Callable[[], GitHost]
    """Makes an adapter with new clients, that know no token and no connection yet."""
    clone_url: str
    authorization: str
    """The header that git clients send."""
    logs: tuple[RequestLog, ...]
    name: str = ""
    """Its `owner/name`, where the API has one."""
    api: str = ""
    """Where the paths of the REST API begin."""
    token: str = ""
    """What the API takes, where it is a token."""

    def requests(self) -> list[Request]:
        """What has been asked since `forget`."""
        return [request for log in self.logs for request in log]

    def forget(self) -> None:
        """Count from here."""
        for log in self.logs:
            log.clear()


@dataclass(frozen=True)
class Hosts:
    """A GitHub and a CodeCommit, and the latter's repositories for git clients."""

    aws: AwsServer
    github: GitHubServer
    codecommit_git: HttpServer

    def on_github(self, name: str, content: Content) -> Served:
        """Put an infra repo on GitHub, and a token for it into Secrets Manager."""
        github, full_name = self.github.github, f"acme/{name}"
        git = github.create_repository(full_name)
        _begin(git, content)
        token = github.add_token("tagboat-bot", _PERMISSIONS, [full_name])
        secret = self.aws.client("secretsmanager").create_secret(Name=name, SecretString=token)

        def connect() -> GitHost:
            client = self.aws.client("secretsmanager")
            held = SecretToken(Secret(lambda: client, secret["ARN"], "", learn=lambda _: None))
            return GitHubHost(HttpClient(), self.github.url, full_name, held)

        return Served(
            host="GitHub",
            git=git,
            connect=connect,
            clone_url=f"{self.github.url}/{full_name}.git",
            authorization=f"Authorization: Basic {_encoded(token)}",
            name=full_name,
            api=self.github.rest_url,
            token=token,
            logs=(self.aws.log, github.log),
        )

    def on_codecommit(self, name: str, content: Content) -> Served:
        """Put an infra repo on CodeCommit."""
        self.aws.client("codecommit").create_repository(repositoryName=name)
        git = codecommit.repository(name)
        _begin(git, content)
        return Served(
            host="CodeCommit",
            git=git,
            connect=lambda: CodeCommit(self.aws.client("codecommit"), name),
            clone_url=f"{self.codecommit_git.url}/{name}.git",
            authorization="",
            logs=(self.aws.log, self.codecommit_git.log),
        )


def _begin(git: GitRepository, content: Content) -> None:
    if isinstance(content, GitRepository):
        adopt(git, content)
    else:
        git.commit(content, "Begin")


def _encoded(token: str) -> str:
    return base64.b64encode(f"x-access-token:{token}".encode()).decode()


@contextmanager
def hosts(folder: Path, delay_seconds: float) -> Iterator[Hosts]:
    """Serve both hosts, each request delayed, from an empty folder."""
    github = GitHub(folder / "github", limits=_LIMITS)
    git_http = GitHttp(repositories_in(folder / "codecommit"))
    with (
        AwsServer(folder / "codecommit", delay_seconds=delay_seconds) as aws,
        GitHubServer(github, delay_seconds=delay_seconds) as github_server,
        HttpServer(git_http, delay_seconds=delay_seconds) as codecommit_git,
    ):
        yield Hosts(aws, github_server, codecommit_git)
