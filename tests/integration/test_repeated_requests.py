"""What the clients of git hosts repeat by themselves, and on how many connections."""

from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from sandbox import faults
from sandbox.aws.server import REGION, AwsServer
from sandbox.http_server import ENVIRON_KEY, HttpServer
from sandbox.interruptions import Interruptions
from tagboat import aws_clients
from tagboat.core import errors
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFromParameters
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.http_client import REPETITIONS, USER_AGENT, HttpClient
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.contract.hosted.codecommit import OnCodeCommit
from tests.image_pushes import image_push, this_evening

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
FAULTS = {
    "cut": faults.cut,
    "cut after": faults.after(faults.cut),
    "cut within": faults.after(faults.cut_within),
    "502": faults.answer("502 Bad Gateway"),
}


class Host:
    """Says `{}`, and can be interrupted."""

    def __init__(self) -> None:
        self.interruptions = Interruptions()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        environ[ENVIRON_KEY].operation = "say"
        self.interruptions.happen("say")
        start_response("200 OK", [("Content-Length", "2")])
        return [b"{}"]


@pytest.fixture
def host() -> Iterator[HttpServer]:
    with HttpServer(Host()) as server:
        yield server


def interrupt(host: HttpServer, fault: str, times: int) -> None:
    assert isinstance(host.app, Host)
    host.app.interruptions.before_next("say", FAULTS[fault], times=times)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_question_is_answered_after_all(host: HttpServer, fault: str) -> None:
    interrupt(host, fault, REPETITIONS)
    http = HttpClient(sleep=lambda _: None)
    assert http.send("POST", host.url, {}, {"query": "query { a }"}, safe=True).status == 200
    assert len(host.log) == 1 + REPETITIONS


@pytest.mark.parametrize("fault", FAULTS)
def test_a_change_is_never_asked_for_twice(host: HttpServer, fault: str) -> None:
    interrupt(host, fault, 1)
    http = HttpClient(sleep=lambda _: None)
    if fault == "502":
        assert http.send("POST", host.url, {}, {}).status == 502
    else:
        with pytest.raises(errors.HostUnavailable):
            http.send("POST", host.url, {}, {})
    assert len(host.log) == 1


class Keeping(BaseHTTPRequestHandler):
    """Keeps connections open, as git hosts do, and says which one it is asked on."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = f"{self.client_address[1]} {self.headers['User-Agent']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.path == "/last"

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def keeping() -> Iterator[str]:
    with ThreadingHTTPServer(("localhost", 0), Keeping) as server:
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_requests_share_a_connection_for_as_long_as_it_is_open(keeping: str) -> None:
    http = HttpClient()
    paths = ["/a", "/b", "/last", "/c", "/d"]
    answers = [http.exchange("GET", keeping + path, {}).data.decode() for path in paths]
    connections = [answer.split()[0] for answer in answers]
    assert connections[:3] == connections[:1] * 3
    assert connections[3:] == connections[3:4] * 2
    assert connections[3] != connections[0]
    assert {answer.split()[1] for answer in answers} == {USER_AGENT}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_deployed_client_of_codecommit_repeats_is_written_once(
    aws: AwsServer, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """Botocore repeats a commit too; it names the head that it is for, so that this is safe."""
    for name, value in {
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
    }.items():
        monkeypatch.setenv(name, value)
    repository = f"infra-{uuid4().hex[:8]}"
    hosted = OnCodeCommit(aws, repository)
    hosted.push({"tag": b"0.9\n"})
    before = len(hosted.history())
    update = UpdateInfraRepo(
        CodeCommit(aws_clients.codecommit.__wrapped__(), repository),
        RulesFromParameters(image="team/web", tags=".+", destination_file="tag", defaults=DEFAULTS),
        "main",
        sleep=lambda _: None,
        clock=lambda: 0.0,
        now=this_evening,
    )
    aws.interruptions.before_next("CreateCommit", FAULTS[fault])
    (outcome,) = update([image_push("1.0", "team/web")]).outcomes
    assert outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED)
    assert (hosted.content("tag"), len(hosted.history())) == (b"1.0\n", before + 1)
