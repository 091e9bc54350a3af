"""Tagboat as a GitHub App: KMS signs, GitHub believes it, and one token serves for an hour."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.aws.server import AwsServer
from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer
from sandbox.github.apps.app import App, Installation
from tagboat.core import errors
from tagboat.core.commit_message import Author
from tagboat.core.masking import Mask
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFromParameters
from tagboat.credentials.github_app import GitHubApp, GitHubAppToken, Sign
from tagboat.credentials.kms_signer import KmsSigner
from tagboat.credentials.pem_signer import PemSigner
from tagboat.credentials.secret import Secret
from tagboat.git_hosts.github.host import GitHub as GitHubHost
from tagboat.http_client import HttpClient
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import AFTER_ALL, image_push, this_evening
from tests.imported_key import import_key
from tests.unit.credentials.keys import pem, private_key

REPOSITORY = "acme/infra"
ASK = "apps/create-installation-access-token"
BOTH = {"contents": "write", "pull_requests": "write"}
NOON = 1_772_452_800.0


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(tmp_path: Path, clock: Clock) -> Iterator[GitHubServer]:
    with GitHubServer(GitHub(tmp_path / "github", clock=clock)) as running:
        yield running


@pytest.fixture
def git(server: GitHubServer) -> GitRepository:
    made = server.github.create_repository(REPOSITORY)
    made.commit({"tag": b"0\n"}, "Begin")
    server.github.create_repository("acme/other").commit({"tag": b"0\n"}, "Begin")
    return made


@pytest.fixture
def app(server: GitHubServer) -> App:
    public = private_key().public_key()
    in_pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return server.github.apps.add("tagboat", BOTH | {"issues": "write"}, in_pem)


@pytest.fixture
def installation(server: GitHubServer, app: App, git: GitRepository) -> Installation:
    return server.github.apps.install(app, "acme")


@pytest.fixture(scope="module")
def kms_key(aws: AwsServer) -> str:
    kms = aws.client("kms")
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
    import_key(kms, key["KeyMetadata"]["KeyId"], private_key())
    return str(key["KeyMetadata"]["Arn"])


@pytest.fixture
def sign(aws: AwsServer, kms_key: str) -> Sign:
    client = aws.client("kms")
    return KmsSigner(lambda: client, kms_key)


type MakeToken = Callable[..., GitHubAppToken]


@pytest.fixture
def make_token(
    server: GitHubServer, app: App, installation: Installation, sign: Sign, clock: Clock
) -> MakeToken:
    def make(**changed: Any) -> GitHubAppToken:
        known: dict[str, Any] = {
            "repository": REPOSITORY,
            "app": GitHubApp(client_id=app.client_id, installation_id=str(installation.id)),
            "sign": sign,
            "clock": clock,
            "learn": lambda _: None,
        }
        return GitHubAppToken(HttpClient(), server.url, **known | changed)

    return make


@pytest.fixture
def update(server: GitHubServer, make_token: MakeToken) -> UpdateInfraRepo:
    return updating(server, make_token())


def updating(server: GitHubServer, token: GitHubAppToken) -> UpdateInfraRepo:
    def never(seconds: float) -> None:
        raise AssertionError("nothing is to be tried again")

    rules = RulesFromParameters(
        image="team/web",
        tags=".+",
        destination_file="tag",
        defaults=Defaults(author=Author("A Bot", "bot@example.com"), commit_message="$IMAGE_TAG"),
    )
    host = GitHubHost(HttpClient(), server.url, REPOSITORY, token)
    return UpdateInfraRepo(host, rules, "main", sleep=never, clock=lambda: 0.0, now=this_evening)


def write(update: UpdateInfraRepo, number: int) -> None:
    pushed_at = AFTER_ALL + timedelta(seconds=number)
    (outcome,) = update([image_push(f"1.{number}", pushed_at=pushed_at)]).outcomes
    assert outcome.kind is Kind.WRITTEN, outcome.reason


def asked(server: GitHubServer) -> int:
    return [one.operation for one in server.github.log].count(ASK)


def test_many_pushes_take_one_token_and_one_signature_an_hour(
    server: GitHubServer, aws: AwsServer, git: GitRepository, update: UpdateInfraRepo, clock: Clock
) -> None:
    signed = aws.log.operations()["kms:Sign"]
    for number in range(10):
        write(update, number)
        clock.now += 300
    assert asked(server) == 1
    assert git.read("tag", "main") == b"1.9\n"
    assert git.log("main")[0].author_name == "tagboat[bot]"
    clock.now = NOON + 3300
    write(update, 10)
    assert asked(server) == 2
    assert aws.log.operations()["kms:Sign"] - signed == 2


def test_a_commit_takes_two_requests_beside_the_token(
    server: GitHubServer, update: UpdateInfraRepo
) -> None:
    before = len(server.github.log)
    write(update, 1)
    write(update, 2)
    operations = [one.operation for one in server.github.log.since(before)]
    assert operations == [ASK, *["repository", "createCommitOnBranch"] * 2]


def test_a_revoked_token_is_renewed_once_and_the_push_is_written(
    server: GitHubServer, make_token: MakeToken
) -> None:
    token = make_token()
    update = updating(server, token)
    write(update, 1)
    server.github.revoke(token.get())
    write(update, 2)
    assert asked(server) == 2


def test_a_token_is_for_the_one_repository_and_what_a_pull_request_needs(
    server: GitHubServer, make_token: MakeToken
) -> None:
    found = server.github.token(make_token().get())
    assert found
    assert found.repositories == frozenset({REPOSITORY})
    assert found.permissions == BOTH | {"metadata": "read"}


def test_an_app_that_may_not_make_pull_requests_commits(
    server: GitHubServer, installation: Installation, make_token: MakeToken
) -> None:
    installation.permissions = {"contents": "write"}
    token = make_token()
    write(updating(server, token), 1)
    found = server.github.token(token.get())
    assert found
    assert found.permissions == {"contents": "write", "metadata": "read"}
    assert asked(server) == 2


def test_a_private_key_in_a_secret_signs_too(
    server: GitHubServer, aws: AwsServer, make_token: MakeToken
) -> None:
    client, mask = aws.client("secretsmanager"), Mask()
    as_the_console_keeps_it = pem(private_key()).replace("\n", " ")
    secret = client.create_secret(Name="app", SecretString=as_the_console_keeps_it)["ARN"]
    token = make_token(sign=PemSigner(Secret(lambda: client, secret, "", mask.learn)))
    write(updating(server, token), 1)
    assert as_the_console_keeps_it[40:80] not in mask(f"it said {as_the_console_keeps_it}")


def test_a_wrong_client_id_is_named(make_token: MakeToken, installation: Installation) -> None:
    app = GitHubApp(client_id="Ivsomebody", installation_id=str(installation.id))
    with pytest.raises(errors.CredentialsRefused, match="no App with the client ID Ivsomebody"):
        make_token(app=app).get()


def test_an_installation_that_is_gone_is_named(
    server: GitHubServer, make_token: MakeToken, installation: Installation
) -> None:
    token = make_token()
    update = updating(server, token)
    write(update, 1)
    server.github.apps.uninstall(installation)
    (outcome,) = update([image_push("2.0", pushed_at=AFTER_ALL + timedelta(minutes=1))]).outcomes
    assert isinstance(outcome.error, errors.CredentialsRefused)
    assert f"has no installation {installation.id}" in outcome.reason


def test_a_key_of_somebody_else_is_told(make_token: MakeToken, aws: AwsServer) -> None:
    kms = aws.client("kms")
    other = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    with pytest.raises(errors.CredentialsRefused, match="Import a private key of that App"):
        make_token(sign=KmsSigner(lambda: kms, other)).get()


def test_a_suspended_installation_is_told(
    make_token: MakeToken, installation: Installation
) -> None:
    installation.is_suspended = True
    with pytest.raises(errors.PermissionMissing, match="has been suspended"):
        make_token().get()


def test_a_repository_that_the_app_is_not_installed_on_is_told(
    make_token: MakeToken, installation: Installation
) -> None:
    installation.repositories = frozenset({"acme/other"})
    with pytest.raises(errors.RepositoryMissing, match="is not installed on acme/infra"):
        make_token().get()


def test_a_permission_that_is_not_granted_is_told(
    make_token: MakeToken, installation: Installation
) -> None:
    installation.permissions = {"contents": "read"}
    with pytest.raises(errors.PermissionMissing, match="'Contents: read and write'"):
        make_token().get()


@pytest.mark.parametrize("off", [-50, 50])
def test_a_clock_that_is_a_little_off_does_no_harm(
    make_token: MakeToken, clock: Clock, off: int
) -> None:
    assert make_token(clock=lambda: clock.now + off).get()


def test_a_clock_that_is_far_off_is_told(make_token: MakeToken, clock: Clock) -> None:
    with pytest.raises(errors.CredentialsRefused, match="are not together"):
        make_token(clock=lambda: clock.now + 600).get()
