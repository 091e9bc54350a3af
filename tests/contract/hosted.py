"""An infra repo on each git host, as the contract suite sees it: Tagboat's side and a person's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import boto3
import pygit2
from botocore.config import Config

from sandbox.aws.codecommit import codecommit_error, repository
from sandbox.aws.server import REGION, AwsServer
from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer, secondary_rate_limit, server_error
from tagboat.core import errors
from tagboat.core.snapshot import File
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.git_hosts.github import GitHub as GitHubHost
from tagboat.http_client import HttpClient
from tests.in_memory_git_host import LARGEST_FILE, InMemoryGitHost

EXECUTABLE, FILE, LINK = 0o100755, 0o100644, 0o120000


class Hosted(Protocol):
    """One empty-but-for-a-README infra repo."""

    @property
    def git_host(self) -> GitHost: ...

    @property
    def largest_file(self) -> int:
        """Bytes that a file can have to be read."""

    def push(self, files: Mapping[str, bytes | None], mode: int = FILE) -> str:
        """A person's commit on main."""

    def add_submodule(self, name: str) -> str:
        """A person's commit on main, of another repository at a name in the root."""

    def content(self, path: str) -> bytes: ...

    def mode(self, path: str) -> int: ...

    def history(self) -> list[str]:
        """The ids of main's commits, newest first."""

    def last_message(self) -> str: ...

    def complaints(self) -> str:
        """What `git fsck --strict` says."""

    def before_next_commit(self, action: Callable[[], object]) -> None:
        """Do something after the host has got a commit and before it makes it.

        Once in a test: a host may have more than one way to commit.
        """

    def fail_next_read(self, how: str) -> None:
        """`throttled` or `unavailable`."""

    def fail_next_find(self, how: str) -> None:
        """`throttled` or `unavailable`."""

    def on_missing_repository(self) -> GitHost:
        """A git host whose repository does not exist."""


class InMemory:
    """The fake."""

    largest_file = LARGEST_FILE

    def __init__(self) -> None:
        self.git_host = InMemoryGitHost({"README.md": b"infra\n"})

    def push(self, files: Mapping[str, bytes | None], mode: int = FILE) -> str:
        if mode == LINK:
            self.git_host.links |= files.keys()
        return self.git_host.push(
            {
                path: None if content is None else File(content, executable=mode == EXECUTABLE)
                for path, content in files.items()
            }
        )

    def add_submodule(self, name: str) -> str:
        self.git_host.links.add(name)
        return self.push({name: b""})

    def content(self, path: str) -> bytes:
        return self.git_host.content(path)

    def mode(self, path: str) -> int:
        tree = self.git_host.trees[self.history()[0]]
        return EXECUTABLE if tree[path].executable else FILE

    def history(self) -> list[str]:
        return self.git_host.branches["main"][::-1]

    def last_message(self) -> str:
        return self.git_host.messages[-1]

    def complaints(self) -> str:
        return ""

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self.git_host.before_commit = action

    def fail_next_read(self, how: str) -> None:
        self.git_host.fail_next_read = (
            errors.Throttled("slow down") if how == "throttled" else errors.HostUnavailable("down")
        )

    fail_next_find = fail_next_read

    def on_missing_repository(self) -> GitHost:
        host = InMemoryGitHost({})
        host.exists = False
        return host


class OnGit:
    """What is the same for every host that keeps a real git repository."""

    def __init__(self, git: GitRepository) -> None:
        self.git = git
        self.git.commit({"README.md": b"infra\n"}, "Begin")

    def push(self, files: Mapping[str, bytes | None], mode: int = FILE) -> str:
        return self.git.commit(files, "A person's", mode=mode)

    def add_submodule(self, name: str) -> str:
        repository, head = self.git.open(), self.history()[0]
        builder = repository.TreeBuilder(repository[head].peel(pygit2.Tree))
        builder.insert(name, pygit2.Oid(hex="1" * 40), pygit2.enums.FileMode.COMMIT)
        person = pygit2.Signature("A Person", "person@example.com")
        tree = builder.write()
        commit = repository.create_commit("refs/heads/main", person, person, "Add", tree, [head])
        return str(commit)

    def content(self, path: str) -> bytes:
        return self.git.read(path, "main")

    def mode(self, path: str) -> int:
        entry = self.git.entry(path, "main")
        assert entry
        return entry[0]

    def history(self) -> list[str]:
        return [commit.id for commit in self.git.log("main")]

    def last_message(self) -> str:
        return self.git.log("main")[0].message

    def complaints(self) -> str:
        return self.git.fsck()


class OnCodeCommit(OnGit):
    """CodeCommit on a local AWS."""

    largest_file = 6_000_000

    def __init__(self, aws: AwsServer, name: str) -> None:
        self._aws = aws
        self._client = boto3.client(
            "codecommit",
            endpoint_url=aws.url,
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
            config=Config(retries={"total_max_attempts": 1}),
        )
        self._client.create_repository(repositoryName=name)
        self.git_host = CodeCommit(self._client, name)
        super().__init__(repository(name))

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self._aws.interruptions.before_next("CreateCommit", action)

    def fail_next_read(self, how: str) -> None:
        self._fail_next("GetFile", how)

    def fail_next_find(self, how: str) -> None:
        self._fail_next("GetFolder", how)

    def _fail_next(self, operation: str, how: str) -> None:
        code = "ThrottlingException" if how == "throttled" else "InternalFailure"

        def fail() -> None:
            raise codecommit_error(code, "Rate exceeded")

        self._aws.interruptions.before_next(operation, fail)

    def on_missing_repository(self) -> GitHost:
        return CodeCommit(self._client, "no-such-repository")


class FixedToken:
    """A token that is never rotated."""

    def __init__(self, value: str) -> None:
        self._value = value

    def get(self) -> str:
        return self._value

    def renew(self) -> str:
        return self._value


class OnGitHub(OnGit):
    """GitHub."""

    largest_file = 10_000_000

    def __init__(self, server: GitHubServer, github: GitHub, name: str) -> None:
        self._github, self._server = github, server
        self._token = FixedToken(github.add_token("tagboat-bot"))
        self.git_host = self._host(name)
        super().__init__(github.create_repository(name))

    def before_next_commit(self, action: Callable[[], object]) -> None:
        for way in ("createCommitOnBranch", "git/update-ref"):
            self._github.interruptions.before_next(way, action)

    def fail_next_read(self, how: str) -> None:
        def fail() -> None:
            raise secondary_rate_limit(7) if how == "throttled" else server_error(502)

        self._github.interruptions.before_next("repository", fail)

    fail_next_find = fail_next_read

    def on_missing_repository(self) -> GitHost:
        return self._host("owner/no-such-repository")

    def _host(self, name: str) -> GitHubHost:
        return GitHubHost(HttpClient(), self._server.url, name, self._token)


def github_in(folder: Path) -> GitHub:
    """A GitHub whose repositories are below a folder."""
    return GitHub(folder)
