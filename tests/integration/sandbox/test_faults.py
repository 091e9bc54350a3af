"""What goes wrong between a client and any server of the sandbox."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from sandbox import faults, lagging_replicas
from sandbox.aws.codecommit import repository
from sandbox.aws.server import REGION, AwsServer
from sandbox.git_http import GitHttp, repositories_in
from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer
from sandbox.http_server import ENVIRON_KEY, HttpServer
from sandbox.interruptions import Interruptions
from sandbox.lagging_replicas import lagging

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from mypy_boto3_codecommit import CodeCommitClient

BODY = b"0123456789"
READ_HEAD = (
    r"{ repository(owner: \"acme\", name: \"infra\") {"
    r" ref(qualifiedName: \"refs/heads/main\") { target { oid } } } }"
)


@dataclass
class Counter:
    """An application that counts what it has carried out."""

    interruptions: Interruptions = field(default_factory=Interruptions)
    carried_out: int = 0

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ[ENVIRON_KEY].operation = "count"
        try:
            self.interruptions.happen("count")
            self.carried_out += 1
        except Exception:  # noqa: BLE001 - as servers answer whatever goes wrong inside
            start_response("500 Internal Server Error", [])
            return []
        start_response("200 OK", [("Content-Length", str(len(BODY)))])
        return [BODY[:5], BODY[5:]]


@dataclass
class Served:
    app: Counter
    server: HttpServer
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def ask(self, timeout: float = 30) -> urllib3.BaseHTTPResponse:
        return self.pool.request("GET", self.server.url, timeout=timeout)

    @property
    def statuses(self) -> list[int]:
        return [request.status for request in self.server.log]


@pytest.fixture
def served() -> Iterator[Served]:
    app = Counter()
    with HttpServer(app) as server:
        yield Served(app, server)


@pytest.mark.parametrize(
    ("fault", "carried_out"),
    [(faults.cut, 0), (faults.after(faults.cut), 1), (faults.after(faults.cut_within), 1)],
    ids=["before", "after", "within the answer"],
)
def test_a_cut_connection_is_no_answer(
    served: Served, fault: faults.Action, carried_out: int
) -> None:
    served.app.interruptions.before_next("count", fault)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        served.ask()
    assert served.app.carried_out == carried_out
    assert served.ask().data == BODY
    assert served.app.carried_out == carried_out + 1
    assert len(served.statuses) == 2


def test_a_cut_before_the_answer_has_no_status_in_the_log(served: Served) -> None:
    served.app.interruptions.before_next("count", faults.cut)
    served.app.interruptions.before_next("count", faults.after(faults.cut))
    served.app.interruptions.before_next("count", faults.after(faults.cut_within))
    for _ in range(3):
        with pytest.raises(urllib3.exceptions.ProtocolError):
            served.ask()
    assert served.statuses == [0, 0, 200]


@pytest.mark.parametrize("carried_out", [0, 1])
def test_a_proxy_s_answer_takes_the_place_of_the_server_s(served: Served, carried_out: int) -> None:
    fault = faults.answer("503 Service Unavailable", b"busy", {"Retry-After": "7"})
    served.app.interruptions.before_next("count", faults.after(fault) if carried_out else fault)
    answer = served.ask()
    assert (answer.status, answer.data, answer.headers["Retry-After"]) == (503, b"busy", "7")
    assert (served.app.carried_out, served.statuses) == (carried_out, [503])


def test_an_answer_comes_when_a_test_lets_it(served: Served) -> None:
    released = Event()
    served.app.interruptions.before_next("count", faults.after(released.wait))
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        served.ask(timeout=0.2)
    assert served.app.carried_out == 1
    released.set()
    assert served.ask().data == BODY


def _client(aws: AwsServer, service: str) -> Any:
    """A client that asks once."""
    session: Any = boto3.Session("local", "local", region_name=REGION)
    once = Config(retries={"total_max_attempts": 1})
    return session.client(service, endpoint_url=aws.url, config=once)


@pytest.fixture
def codecommit(aws: AwsServer) -> Iterator["CodeCommitClient"]:
    yield _client(aws, "codecommit")
    aws.interruptions.clear()


def test_aws_is_cut_before_and_after_an_operation(
    aws: AwsServer, codecommit: "CodeCommitClient", tmp_path: Path
) -> None:
    make = partial(codecommit.create_repository, repositoryName=tmp_path.name)
    aws.interruptions.before_next("CreateRepository", faults.cut)
    with pytest.raises(HTTPClientError):
        make()
    aws.interruptions.before_next("CreateRepository", faults.after(faults.cut))
    with pytest.raises(HTTPClientError):
        make()
    with pytest.raises(codecommit.exceptions.RepositoryNameExistsException):
        make()
    aws.interruptions.before_next("ListQueues", faults.answer("503 Slow Down"))
    with pytest.raises(ClientError) as caught:
        _client(aws, "sqs").list_queues()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


type Ask = Callable[[str, str], bytes]


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


@pytest.fixture
def ask(github: GitHub) -> Iterator[Ask]:
    token, pool = github.add_token("a-bot"), urllib3.PoolManager(retries=False)

    def ask(path: str, body: str = "") -> bytes:
        headers = urllib3.make_headers(basic_auth=f"a-bot:{token}", user_agent="a test")
        method = "POST" if body else "GET"
        return pool.request(method, server.url + path, body=body, headers=headers).data

    with GitHubServer(github) as server:
        yield ask


@pytest.mark.parametrize(
    ("operation", "path", "body"),
    [
        ("viewer", "/api/graphql", '{"query": "{ viewer { login } }"}'),
        ("repos/get", "/api/v3/repos/acme/infra", ""),
        ("info/refs git-upload-pack", "/acme/infra.git/info/refs?service=git-upload-pack", ""),
    ],
)
@pytest.mark.parametrize(
    "fault", [faults.cut, faults.after(faults.cut), faults.after(faults.cut_within)]
)
def test_github_is_cut_in_each_of_its_ways_to_ask(
    github: GitHub, ask: Ask, fault: faults.Action, operation: str, path: str, body: str
) -> None:
    github.create_repository("acme/infra").commit({"a": b"1"})
    github.interruptions.before_next(operation, fault)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        ask(path, body)
    assert ask(path, body)


def test_a_lagging_read_of_github_is_of_the_state_before_the_write(
    github: GitHub, ask: Ask
) -> None:
    git = github.create_repository("acme/infra")
    old = git.commit({"a": b"1"})
    lag = lagging(git.path)
    new = git.commit({"a": b"2"})
    query = f'{{"query": "{READ_HEAD}"}}'
    for operation, path, body in (
        ("repository", "/api/graphql", query),
        ("repos/get-branch", "/api/v3/repos/acme/infra/branches/main", ""),
        ("git/get-ref", "/api/v3/repos/acme/infra/git/ref/heads/main", ""),
        ("info/refs git-receive-pack", "/acme/infra.git/info/refs?service=git-receive-pack", ""),
    ):
        github.interruptions.before_next(operation, lag)
        assert old.encode() in ask(path, body)
        assert new.encode() in ask(path, body)


def test_a_lagging_read_of_codecommit_is_of_the_state_before_the_write(
    aws: AwsServer, codecommit: "CodeCommitClient", tmp_path: Path
) -> None:
    name = tmp_path.name
    codecommit.create_repository(repositoryName=name)
    old = repository(name).commit({"a": b"1"})
    lag = lagging(repository(name).path)
    new = repository(name).commit({"a": b"2"})
    heads = []
    for operation in ("GetBranch", "GetFile"):
        aws.interruptions.before_next(operation, lag)
        for _ in range(2):
            file = codecommit.get_file(repositoryName=name, filePath="a", commitSpecifier="main")
            branch = codecommit.get_branch(repositoryName=name, branchName="main")["branch"]
            heads.append((branch["commitId"], file["commitId"]))
    assert heads == [(old, new), (new, new), (new, old), (new, new)]


def test_a_write_is_held_against_the_copy_that_counts(tmp_path: Path) -> None:
    git = GitRepository.create(tmp_path / "infra.git")
    old = git.commit({"a": b"1"})
    lag = lagging(git.path)
    git.commit({"a": b"2"})
    lag()
    try:
        assert git.head("main") == old
        assert not git.move_branch("main", old, old)
    finally:
        lagging_replicas._seen.set(None)


def test_a_git_server_lags(tmp_path: Path) -> None:
    git = GitRepository.create(tmp_path / "infra.git")
    old = git.commit({"a": b"1"})
    app = GitHttp(repositories_in(tmp_path))
    app.interruptions.before_next("info/refs git-upload-pack", lagging(git.path))
    new = git.commit({"a": b"2"})
    with HttpServer(app) as server:
        url = f"{server.url}/infra/info/refs?service=git-upload-pack"
        first, second = (urllib3.request("GET", url).data for _ in range(2))
    assert (old.encode() in first, new.encode() in second) == (True, True)


def test_a_replica_is_whole_although_somebody_commits_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = GitRepository.create(tmp_path / "infra.git")
    git.commit({"a": "1"})
    copy, commits = shutil.copyfile, iter(range(100))

    def copy_while_somebody_commits(source: str, target: str, **options: bool) -> str:
        copied: str = copy(source, target, **options)
        git.commit({"a": f"{next(commits)}"})
        return copied

    monkeypatch.setattr(shutil, "copyfile", copy_while_somebody_commits)
    lag = lagging(git.path)
    monkeypatch.undo()
    lag()
    try:
        assert git.read("a", "main")
    finally:
        lagging_replicas._seen.set(None)
