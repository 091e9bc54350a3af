"""Apps say who they are by a JSON Web Token, and get tokens of their installations."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer, server_error
from sandbox.github.apps.app import App, Installation
from tests.integration.sandbox.github.app_client import (
    NOW,
    Clock,
    Signer,
    encoded,
    public_pem,
    signed,
)
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply
from tests.integration.sandbox.github.pull_request_client import BOTH, PullRequestClient
from tests.integration.sandbox.github.test_github_rest_contract import complaints

NO_JWT = "A JSON web token could not be decoded"
NO_INTEGER = "'Issuer' claim ('iss') must be an Integer"
ISSUED = (
    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was "
    "issued"
)
EXPIRED = (
    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which "
    "the assertion expires"
)
TOO_LONG = "'Expiration time' claim ('exp') is too far in the future"
VIEWER = "{ viewer { login } }"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def other_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def github(tmp_path: Path, clock: Clock) -> GitHub:
    return GitHub(tmp_path / "github", clock=clock)


@pytest.fixture
def app(github: GitHub, key: RSAPrivateKey) -> App:
    return github.apps.add("tagboat", BOTH, public_pem(key))


@pytest.fixture
def installation(github: GitHub, app: App) -> Installation:
    return github.apps.install(app, "acme", now=NOW)


@pytest.fixture
def signer(key: RSAPrivateKey, app: App) -> Signer:
    return Signer(key, {"iss": app.client_id, "iat": NOW - 60, "exp": NOW + 540})


@pytest.fixture
def client(github: GitHub, repository: GitRepository, signer: Signer) -> Iterator[Client]:
    with GitHubServer(github) as server:
        yield Client(server, signer.token())


def exchange(client: Client, installation: Installation, **wanted: Any) -> Reply:
    path = f"/app/installations/{installation.id}/access_tokens"
    return client.rest_with("POST", path, **wanted)


def test_an_installation_s_token_is_for_an_hour(
    client: Client, clock: Clock, installation: Installation
) -> None:
    reply = exchange(client, installation)
    assert reply.status == 201
    assert reply.json.pop("token").startswith("ghs_")
    assert {key: value for key, value in reply.json.items() if key != "token"} == {
        "expires_at": "2027-01-15T09:00:00Z",
        "permissions": {"contents": "write", "metadata": "read", "pull_requests": "write"},
        "repository_selection": "all",
    }
    client.token = reply.json["token"]
    assert client.graphql(VIEWER).json["data"]["viewer"]["login"] == "tagboat[bot]"
    clock.now = NOW + 3599
    assert client.graphql(VIEWER).status == 200
    clock.now = NOW + 3600
    for late in (client.graphql(VIEWER), client.rest(f"/repos/{REPOSITORY}")):
        assert (late.status, late.json["message"]) == (401, "Bad credentials")


def test_the_answer_is_as_described(client: Client, installation: Installation) -> None:
    reply = exchange(client, installation, repositories=["infra"])
    path = "/app/installations/{installation_id}/access_tokens"
    assert complaints(path, reply.json, "post", 201) == []
    found = client.rest(f"/app/installations/{installation.id}")
    assert complaints("/app/installations/{installation_id}", found.json) == []
    found = client.rest(f"/repos/{REPOSITORY}/installation")
    assert found.json["id"] == installation.id
    assert complaints("/repos/{owner}/{repo}/installation", found.json) == []
    assert client.rest("/app").json["client_id"] == installation.app.client_id
    client.token = reply.json["token"]
    found = client.rest("/installation/repositories")
    assert found.json["total_count"] == 1
    assert complaints("/installation/repositories", found.json) == []


def test_a_token_is_narrowed_to_repositories_and_permissions(
    github: GitHub, client: Client, installation: Installation
) -> None:
    github.create_repository("acme/other")
    wanted = {"repositories": ["infra"], "permissions": {"contents": "read"}}
    reply = exchange(client, installation, **wanted)
    assert reply.json["permissions"] == {"contents": "read", "metadata": "read"}
    assert reply.json["repository_selection"] == "selected"
    assert [one["full_name"] for one in reply.json["repositories"]] == [REPOSITORY]
    client.token = reply.json["token"]
    assert client.rest(f"/repos/{REPOSITORY}").status == 200
    assert client.rest("/repos/acme/other").status == 404


def test_a_token_sees_no_other_account_s_repositories(
    github: GitHub, client: Client, installation: Installation
) -> None:
    github.create_repository("stranger/infra")
    client.token = exchange(client, installation).json["token"]
    assert client.rest(f"/repos/{REPOSITORY}").status == 200
    assert client.rest("/repos/stranger/infra").status == 404


@pytest.mark.parametrize(
    "permissions", [{"issues": "read"}, {"contents": "write", "pull_requests": "write"}]
)
def test_more_than_is_granted_is_refused(
    github: GitHub, client: Client, app: App, permissions: dict[str, str]
) -> None:
    granted = {"contents": "write", "pull_requests": "read"}
    installation = github.apps.install(app, "acme", permissions=granted)
    reply = exchange(client, installation, permissions=permissions)
    assert reply.status == 422
    text = "The permissions requested are not granted to this installation."
    assert reply.json["message"] == text


@pytest.mark.parametrize("name", ["nope", "other"])
def test_a_repository_that_it_is_not_for_is_refused(
    github: GitHub, client: Client, app: App, name: str
) -> None:
    github.create_repository("acme/other")
    installation = github.apps.install(app, "acme", [REPOSITORY])
    reply = exchange(client, installation, repositories=["infra", name])
    assert reply.status == 422
    assert reply.json["message"] == (
        "There is at least one repository that does not exist or is not accessible to the "
        "parent installation."
    )
    assert client.rest("/repos/acme/other/installation").status == 404


@pytest.mark.parametrize(
    ("claims", "status", "message"),
    [
        ({"iss": None}, 401, "Missing 'issuer' claim ('iss') in assertion"),
        ({"iss": "Iv23liNobody"}, 401, NO_INTEGER),
        ({"iss": "900001"}, 401, NO_INTEGER),
        ({"iss": 1}, 404, "Integration not found"),
        ({"iat": NOW + 1}, 401, ISSUED),
        ({"iat": None}, 401, ISSUED),
        ({"iat": NOW - 60.5}, 401, ISSUED),
        ({"iat": True}, 401, ISSUED),
        ({"exp": NOW}, 401, EXPIRED),
        ({"exp": None}, 401, EXPIRED),
        ({"exp": str(NOW + 60)}, 401, EXPIRED),
        ({"exp": NOW + 601}, 401, TOO_LONG),
    ],
)
def test_a_claim_that_does_not_hold_is_refused(
    client: Client,
    signer: Signer,
    installation: Installation,
    claims: dict[str, Any],
    status: int,
    message: str,
) -> None:
    client.token = signer.token(**claims)
    reply = exchange(client, installation)
    assert (reply.status, reply.json["message"]) == (status, message)


@pytest.mark.parametrize("claims", [{"exp": NOW + 600}, {"iat": NOW}, {"iss": 900_001}])
def test_a_claim_that_just_holds_is_taken(
    client: Client, signer: Signer, installation: Installation, claims: dict[str, Any]
) -> None:
    client.token = signer.token(**claims)
    assert exchange(client, installation).status == 201


def test_a_token_that_is_not_the_app_s_is_refused(
    github: GitHub,
    client: Client,
    signer: Signer,
    key: RSAPrivateKey,
    other_key: RSAPrivateKey,
    installation: Installation,
) -> None:
    good = signer.token()
    head, payload, signature = good.split(".")
    wrong = [
        signed(other_key, **signer.claims),
        signed(key, {"alg": "none"}, **signer.claims),
        signed(key, {"alg": "HS256"}, **signer.claims),
        f"{head}.{payload}.",
        f"{head}.{payload}",
        f"{head}.{encoded(json.dumps([1]).encode())}.{signature}",
        f"{head}.!.{signature}",
        f"{good}=",
        f"{head}.A.{signature}",
        f"{head}.{payload}.{signature[:-1]}+",
        "ghp_classic",
        "",
        github.add_token("jane", kind="classic"),
    ]
    for client.token in wrong:
        reply = exchange(client, installation)
        assert (reply.status, reply.json["message"]) == (401, NO_JWT), client.token


def test_an_app_has_a_second_key_while_the_first_is_replaced(
    github: GitHub, client: Client, key: RSAPrivateKey, other_key: RSAPrivateKey
) -> None:
    app = github.apps.add("rotating", BOTH, public_pem(key), public_pem(other_key))
    installation = github.apps.install(app, "acme")
    for one in (key, other_key):
        client.token = signed(one, iss=app.client_id, iat=NOW, exp=NOW + 60)
        assert exchange(client, installation).status == 201


def test_an_app_s_own_token_opens_nothing_else(client: Client, installation: Installation) -> None:
    for reply in (client.graphql(VIEWER), client.rest(f"/repos/{REPOSITORY}")):
        assert (reply.status, reply.json["message"]) == (401, "Bad credentials")


def test_another_app_s_installation_is_not_there(github: GitHub, client: Client) -> None:
    other = github.apps.add("other", BOTH)
    assert exchange(client, github.apps.install(other, "acme")).status == 404
    assert client.rest("/app/installations/1").status == 404


def test_a_suspended_installation_gets_no_token(client: Client, installation: Installation) -> None:
    installation.is_suspended = True
    reply = exchange(client, installation)
    assert (reply.status, reply.json["message"]) == (403, "This installation has been suspended")


def test_tokens_end_with_their_installation_or_by_themselves(
    github: GitHub, client: Client, installation: Installation
) -> None:
    one, two = (exchange(client, installation).json["token"] for _ in range(2))
    client.token = one
    assert client.send("DELETE", f"{client.server.rest_url}/installation/token").status == 204
    assert client.graphql(VIEWER).status == 401
    client.token = two
    assert client.graphql(VIEWER).status == 200
    github.apps.uninstall(installation)
    assert client.graphql(VIEWER).status == 401


def test_only_installations_list_their_repositories(github: GitHub, client: Client) -> None:
    client.token = github.add_token("jane")
    reply = client.rest("/installation/repositories")
    assert reply.status == 403
    assert reply.json["message"].startswith("You must authenticate with an installation access")


def test_an_installation_commits_and_opens_pull_requests_as_its_bot(
    github: GitHub,
    client: Client,
    repository: GitRepository,
    head: str,
    installation: Installation,
) -> None:
    client.token = exchange(client, installation, repositories=["infra"]).json["token"]
    repository.move_branch("change", head, None)
    branch = {"repositoryNameWithOwner": REPOSITORY, "branchName": "change"}
    client.commit(head, {"web/tag": b"2\n"}, branch=branch)
    new = repository.log("change")[0]
    assert new.author_name == "tagboat[bot]"
    assert new.author_email == f"{installation.app.bot.id}+tagboat[bot]@users.noreply.github.com"
    pulls = PullRequestClient(github, client, repository, REPOSITORY)
    pulls.opened()
    author = pulls.ask("pullRequest(number: 1) { author { __typename login } }")
    assert author["pullRequest"]["author"] == {"__typename": "Bot", "login": "tagboat"}


def test_an_installation_s_missing_permission_is_named(
    github: GitHub, client: Client, repository: GitRepository, head: str, installation: Installation
) -> None:
    client.token = exchange(client, installation, permissions={"contents": "write"}).json["token"]
    pulls = PullRequestClient(github, client, repository, REPOSITORY)
    pulls.branch()
    assert pulls.create().error["message"] == "Resource not accessible by integration"


@pytest.mark.parametrize("moment", ["", "/answer"])
def test_an_exchange_fails_before_or_after_it(
    github: GitHub, client: Client, installation: Installation, moment: str
) -> None:
    def fail() -> None:
        raise server_error(503)

    name = f"apps/create-installation-access-token{moment}"
    github.interruptions.before_next(name, fail)
    assert exchange(client, installation).status == 503
    assert exchange(client, installation).status == 201
    (logged, _) = github.log
    assert (logged.operation, logged.principal) == (name.removesuffix("/answer"), "tagboat")
