"""The real git client against repositories served over smart HTTP."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3

from sandbox.git_environment import hermetic_environment
from sandbox.git_http import GitHttp, repositories_in
from sandbox.git_repository import GitRepository
from sandbox.http_server import HttpServer

PASSWORD = "s3cret"


@dataclass
class Client:
    """A git client of its own, with a working copy in `folder`."""

    folder: Path

    def git(self, *arguments: str, **environment: str) -> str:
        return self.run(*arguments, check=True, **environment).stdout

    def run(
        self, *arguments: str, check: bool = False, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        self.folder.mkdir(exist_ok=True)
        return subprocess.run(
            ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.com", *arguments],
            cwd=self.folder,
            env={**hermetic_environment(), **environment},
            check=check,
            capture_output=True,
            text=True,
        )

    def commit(self, path: str, content: bytes) -> None:
        (self.folder / path).write_bytes(content)
        self.git("add", path)
        self.git("commit", "--quiet", "-m", f"Change {path}")


def authenticate(user: str, password: str) -> str | None:
    return user if password == PASSWORD else None


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("repositories")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[HttpServer]:
    with HttpServer(GitHttp(repositories_in(folder), authenticate)) as server:
        yield server


@pytest.fixture
def name(tmp_path: Path) -> str:
    return f"owner/{tmp_path.name}"


@pytest.fixture
def repository(folder: Path, name: str) -> GitRepository:
    repository = GitRepository.create(folder / f"{name}.git")
    repository.commit({"tag": "one\n"})
    repository.commit({"tag": "two\n", "apps/web/tag": "one\n"})
    return repository


@pytest.fixture
def url(server: HttpServer, name: str) -> str:
    server.log.clear()
    return f"http://ann:{PASSWORD}@localhost:{server.port}/{name}.git"


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path / "work")


def test_a_shallow_clone_has_the_newest_commit_only(
    repository: GitRepository, url: str, client: Client
) -> None:
    client.git("clone", "--quiet", "--depth", "1", url, ".")

    assert client.git("log", "--format=%H").split() == [repository.head("main")]
    assert (client.folder / "tag").read_text() == "two\n"


def test_a_partial_clone_fetches_blobs_when_they_are_needed(
    repository: GitRepository, url: str, client: Client
) -> None:
    client.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", url, ".")
    missing = client.git("rev-list", "--objects", "--all", "--missing=print")

    assert missing.count("?") == 2
    assert client.git("show", "HEAD:tag") == "two\n"


def test_a_push_moves_the_branch(repository: GitRepository, url: str, client: Client) -> None:
    client.git("clone", "--quiet", url, ".")
    client.commit("tag", b"three\n")
    client.git("push", "--quiet", "origin", "main")

    assert repository.read("tag", "main") == b"three\n"
    assert repository.log("main")[0].author_name == "Ann"
    assert repository.fsck() == ""


def test_a_push_that_is_not_fast_forward_is_rejected(
    repository: GitRepository, url: str, client: Client
) -> None:
    client.git("clone", "--quiet", url, ".")
    newer = repository.commit({"tag": "by another\n"})
    client.commit("tag", b"three\n")

    pushed = client.run("push", "origin", "main")

    assert pushed.returncode != 0
    assert "[rejected]" in pushed.stderr
    assert repository.head("main") == newer


def test_the_wrong_password_is_refused_before_anything_is_shown(
    repository: GitRepository, url: str, client: Client, server: HttpServer
) -> None:
    cloned = client.run("clone", url.replace(PASSWORD, "wrong"), ".")

    assert cloned.returncode != 0
    assert "Authentication failed" in cloned.stderr
    assert {request.status for request in server.log} == {401}
    assert {request.principal for request in server.log} == {""}


def test_a_challenge_names_basic_authentication(
    repository: GitRepository, server: HttpServer, name: str
) -> None:
    answer = urllib3.request("GET", f"{server.url}/{name}/info/refs?service=git-upload-pack")

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_requests_are_described_in_the_log(
    repository: GitRepository, url: str, client: Client, server: HttpServer, name: str
) -> None:
    client.git("clone", "--quiet", url, ".")
    client.commit("tag", b"three\n")
    server.log.clear()
    client.git("push", "--quiet", "origin", "main")

    answered = [request for request in server.log if request.status == 200]
    assert [request.operation for request in answered] == [
        "info/refs git-receive-pack",
        "git-receive-pack",
    ]
    assert {(each.service, each.principal, each.resource) for each in answered} == {
        ("git", "ann", name)
    }


def test_protocol_version_two_is_spoken(
    repository: GitRepository, url: str, client: Client
) -> None:
    listed = client.run("ls-remote", url, check=True, GIT_TRACE_PACKET="1")

    assert "version 2" in listed.stderr
    assert f"{repository.head('main')}\trefs/heads/main" in listed.stdout


def test_a_compressed_request_is_understood(
    repository: GitRepository, url: str, client: Client
) -> None:
    for number in range(40):
        repository.commit({"tag": f"{number}\n"}, branch=f"branch-{number}")
    # Fetching many branches makes a request of more than 1,024 bytes, which git compresses.
    cloned = client.run("clone", url, ".", check=True, GIT_TRACE_CURL="1")

    assert "Content-Encoding: gzip" in cloned.stderr
    assert client.git("branch", "--remotes").count("branch-") == 40


def test_a_push_in_chunks_is_understood_and_counted(
    repository: GitRepository, url: str, client: Client, server: HttpServer
) -> None:
    content = bytes(number * number % 251 for number in range(300_000))
    client.git("clone", "--quiet", url, ".")
    client.commit("large", content)
    client.git("-c", "core.compression=0", "repack", "-adfq")
    pushed = client.run(
        "-c",
        "http.postBuffer=65536",
        "-c",
        "core.compression=0",
        "push",
        "origin",
        "main",
        check=True,
        GIT_TRACE_CURL="1",
    )

    assert "Transfer-Encoding: chunked" in pushed.stderr
    assert repository.read("large", "main") == content
    assert max(request.sent for request in server.log) > 65536


def test_a_repository_that_is_not_there_is_not_found(
    server: HttpServer, url: str, client: Client
) -> None:
    cloned = client.run("clone", f"{url}-missing", ".")
    assert "not found" in cloned.stderr


@pytest.mark.parametrize("path", ["HEAD", "info/refs", "objects/info/packs"])
def test_the_dumb_protocol_is_refused(
    repository: GitRepository, server: HttpServer, name: str, path: str
) -> None:
    answer = urllib3.request("GET", f"{server.url}/{name}/{path}")
    assert answer.status == 403


def test_a_name_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    GitRepository.create(tmp_path / "outside.git")
    (tmp_path / "inside").mkdir()
    with pytest.raises(KeyError):
        repositories_in(tmp_path / "inside")("../outside")


def test_without_authentication_anybody_may_read_and_push(tmp_path: Path, client: Client) -> None:
    repository = GitRepository.create(tmp_path / "owner/infra.git")
    repository.commit({"tag": "one\n"})
    with HttpServer(GitHttp(repositories_in(tmp_path))) as server:
        client.git("clone", "--quiet", f"{server.url}/owner/infra", ".")
        client.commit("tag", b"two\n")
        client.git("push", "--quiet", "origin", "main")
    assert repository.read("tag", "main") == b"two\n"


def test_a_user_may_be_one_who_only_reads(tmp_path: Path, client: Client) -> None:
    repository = GitRepository.create(tmp_path / "owner/infra.git")
    repository.commit({"tag": "one\n"})
    app = GitHttp(repositories_in(tmp_path), authenticate, may_push=lambda user: user == "ann")
    with HttpServer(app) as server:
        url = f"localhost:{server.port}/owner/infra"
        client.git("clone", "--quiet", f"http://bob:{PASSWORD}@{url}", ".")
        client.commit("tag", b"two\n")
        assert "403" in client.run("push", "--quiet", "origin", "main").stderr
        assert repository.read("tag", "main") == b"one\n"
        client.git("push", "--quiet", f"http://ann:{PASSWORD}@{url}", "main")
    assert repository.read("tag", "main") == b"two\n"
