"""An App's token: asked for once an hour, for one repository, and renewed when it is refused."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from tagboat.core import errors
from tagboat.core.masking import Mask
from tagboat.credentials.github_app import GitHubApp, GitHubAppToken
from tagboat.git_hosts.github.host import GitHub
from tagboat.http_client import Answer, HttpClient
from tests.unit.credentials.keys import claims_of, private_key

APP = GitHubApp(client_id="Iv23liABCDEFGHIJKLMN", installation_id="12345678")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()
NOT_GRANTED = "The permissions requested are not granted to this installation."
NOT_INSTALLED = (
    "There is at least one repository that does not exist or is not accessible to the parent"
    " installation."
)
BOTH = {"contents": "write", "pull_requests": "write"}
CONTENTS = {"contents": "write"}


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


class GitHubServer(HttpClient):
    """Hands out tokens for an hour; answers in turn where it is told to."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked: list[tuple[str, Mapping[str, str], Any]] = []
        self.answers: list[Answer] = []

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object = None,
        *,
        safe: bool = False,
    ) -> Answer:
        assert method == "POST"
        self.asked.append((url, headers, body))
        return self.answers.pop(0) if self.answers else self.token()

    def token(self, **changed: Any) -> Answer:
        expires = datetime.fromtimestamp(self.clock.now + 3600, UTC)
        body = {
            "token": f"ghs_token{len(self.asked)}",
            "expires_at": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "permissions": {"contents": "write", "metadata": "read"},
        }
        return Answer(201, {}, body | changed)

    def refuses(self, status: int, message: str, **headers: str) -> None:
        self.answers.append(Answer(status, headers, {"message": message}))

    @property
    def permissions(self) -> list[Any]:
        return [body["permissions"] for _, _, body in self.asked]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(clock: Clock) -> GitHubServer:
    return GitHubServer(clock)


@pytest.fixture
def learnt() -> list[str]:
    return []


@pytest.fixture
def token(server: GitHubServer, clock: Clock, learnt: list[str]) -> GitHubAppToken:
    return app_token(server, clock, learnt)


def sign(message: bytes) -> bytes:
    return private_key().sign(message, PKCS1v15(), SHA256())


def app_token(
    server: GitHubServer, clock: Clock, learnt: list[str], url: str = "https://github.com"
) -> GitHubAppToken:
    return GitHubAppToken(server, url, "owner/infra", APP, sign, clock=clock, learn=learnt.append)


def test_a_token_is_asked_for_by_the_app_for_the_one_repository(
    token: GitHubAppToken, server: GitHubServer
) -> None:
    assert token.get() == "ghs_token1"
    ((url, headers, body),) = server.asked
    assert url == "https://api.github.com/app/installations/12345678/access_tokens"
    assert body == {"repositories": ["infra"], "permissions": BOTH}
    assert headers["X-GitHub-Api-Version"] == "2022-11-28"
    scheme, _, proof = headers["Authorization"].partition(" ")
    assert scheme == "Bearer"
    header, claims = claims_of(proof, private_key().public_key())
    assert header == {"alg": "RS256", "typ": "JWT"}
    assert claims == {"iat": NOON - 60, "exp": NOON + 540, "iss": APP.client_id}


def test_an_enterprise_server_is_asked_at_its_own_address(
    server: GitHubServer, clock: Clock
) -> None:
    app_token(server, clock, [], "https://ghe.example.com").get()
    ((url, _, _),) = server.asked
    assert url == "https://ghe.example.com/api/v3/app/installations/12345678/access_tokens"


def test_one_token_serves_until_five_minutes_before_it_expires(
    token: GitHubAppToken, server: GitHubServer, clock: Clock
) -> None:
    for clock.now in (NOON, NOON + 1, NOON + 3299):
        assert token.get() == "ghs_token1"
    assert len(server.asked) == 1
    clock.now = NOON + 3300
    assert token.get() == token.get() == "ghs_token2"
    assert len(server.asked) == 2


def test_every_request_is_signed_at_its_own_time(
    token: GitHubAppToken, server: GitHubServer, clock: Clock
) -> None:
    token.get()
    clock.now += 3600
    token.get()
    proofs = [headers["Authorization"].partition(" ")[2] for _, headers, _ in server.asked]
    times = [claims_of(proof, private_key().public_key())[1]["iat"] for proof in proofs]
    assert times == [NOON - 60, NOON + 3540]


def test_a_refused_token_is_renewed_before_its_time(
    token: GitHubAppToken, server: GitHubServer
) -> None:
    assert (token.get(), token.renew(), token.get()) == ("ghs_token1", "ghs_token2", "ghs_token2")


def test_tokens_and_proofs_are_hidden_in_logs(
    token: GitHubAppToken, server: GitHubServer, learnt: list[str]
) -> None:
    token.get()
    token.renew()
    assert learnt == ["ghs_token1", "ghs_token2"]
    for _, headers, _ in server.asked:
        proof = headers["Authorization"].partition(" ")[2]
        assert proof not in Mask()(f"it said {proof}")


def test_an_app_without_pull_requests_gets_a_token_for_commits(
    token: GitHubAppToken, server: GitHubServer, clock: Clock
) -> None:
    server.refuses(422, NOT_GRANTED)
    assert token.get() == "ghs_token2"
    assert server.permissions == [BOTH, CONTENTS]
    clock.now += 3600
    token.get()
    assert server.permissions == [BOTH, CONTENTS, CONTENTS], "one request an hour"


def test_a_permission_that_was_given_since_is_found_once_the_token_is_in_doubt(
    token: GitHubAppToken, server: GitHubServer
) -> None:
    server.refuses(422, NOT_GRANTED)
    token.get()
    token.renew()
    assert server.permissions == [BOTH, CONTENTS, BOTH]


@pytest.mark.parametrize(
    ("answers", "error", "mend"),
    [
        (
            [(401, "A JSON web token could not be decoded")],
            errors.CredentialsRefused,
            "Import a private key of that App into the KMS key .* or mend GitHubAppClientId",
        ),
        (
            [(401, "'Issuer' claim ('iss') must be an Integer")],
            errors.CredentialsRefused,
            "no App with the client ID Iv23liABCDEFGHIJKLMN.* Mend the parameter GitHubAppClientId",
        ),
        (
            [(401, "'Expiration time' claim ('exp') is too far in the future")],
            errors.CredentialsRefused,
            "GitHub's clock and the function's are not together",
        ),
        (
            [(404, "Integration not found")],
            errors.CredentialsRefused,
            "no App with the client ID Iv23liABCDEFGHIJKLMN.* Mend the parameter GitHubAppClientId",
        ),
        (
            [(404, "Not Found")],
            errors.CredentialsRefused,
            "has no installation 12345678: Not Found. .* parameter GitHubAppInstallationId",
        ),
        (
            [(403, "This installation has been suspended")],
            errors.PermissionMissing,
            "no token for its installation 12345678: .* is suspended, let its owner lift that",
        ),
        (
            [(422, NOT_GRANTED), (422, NOT_GRANTED)],
            errors.PermissionMissing,
            "Give it the permission 'Contents: read and write', and let the owner .* accept it",
        ),
        (
            [(422, NOT_INSTALLED)],
            errors.RepositoryMissing,
            "is not installed on owner/infra: .* Add the repository to the installation",
        ),
        ([(502, "")], errors.HostUnavailable, "the status 502"),
        ([(301, "Moved")], errors.RepositoryMissing, "Mend the parameter GitHubUrl"),
        ([(201, "no token at all")], errors.HostUnavailable, "something else than an App's token"),
    ],
)
def test_what_github_says_names_what_to_mend(
    token: GitHubAppToken,
    server: GitHubServer,
    answers: list[tuple[int, str]],
    error: type[errors.TagboatError],
    mend: str,
) -> None:
    for status, message in answers:
        server.refuses(status, message)
    with pytest.raises(errors.TagboatError, match=mend) as caught:
        token.get()
    assert type(caught.value) is error
    assert len(server.asked) == len(answers)
    assert token.get(), "and the next one may succeed"


def test_a_limit_is_waited_for(token: GitHubAppToken, server: GitHubServer) -> None:
    server.refuses(403, "You have exceeded a secondary rate limit", **{"retry-after": "17"})
    with pytest.raises(errors.Throttled) as caught:
        token.get()
    assert caught.value.retry_after == 17


@pytest.mark.parametrize(
    "changed", [{"token": ""}, {"token": None}, {"expires_at": "soon"}, {"expires_at": None}]
)
def test_an_answer_that_is_no_token_is_none(
    token: GitHubAppToken, server: GitHubServer, changed: dict[str, Any]
) -> None:
    server.answers.append(server.token(**changed))
    with pytest.raises(errors.HostUnavailable):
        token.get()


def test_a_token_that_cannot_be_renewed_is_used_until_it_expires(
    token: GitHubAppToken, server: GitHubServer
) -> None:
    token.get()
    server.refuses(502, "")
    with pytest.raises(errors.HostUnavailable):
        token.renew()
    assert token.get() == "ghs_token1"


class WithQueries(GitHubServer):
    """Answers queries too; a token that is revoked it refuses."""

    revoked = frozenset[str]()

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: object = None,
        *,
        safe: bool = False,
    ) -> Answer:
        if not url.endswith("/graphql"):
            return super().send(method, url, headers, body, safe=safe)
        if headers["Authorization"].removeprefix("bearer ") in self.revoked:
            return Answer(401, {}, {"message": "Bad credentials"})
        commit = {"oid": "c0ffee"}
        return Answer(200, {}, {"data": {"repository": {"ref": {"target": commit}}}})


def test_many_updates_within_an_hour_take_one_token(clock: Clock) -> None:
    server = WithQueries(clock)
    token = app_token(server, clock, [])
    github = GitHub(server, "https://github.com", "owner/infra", token)
    for _ in range(50):
        github._requests.graphql("query", {}, "main")
        clock.now += 60
    assert len(server.asked) == 1


def test_a_revoked_token_is_renewed_once(clock: Clock) -> None:
    server = WithQueries(clock)
    github = GitHub(server, "https://github.com", "owner/infra", app_token(server, clock, []))
    github._requests.graphql("query", {}, "main")
    server.revoked = frozenset({"ghs_token1"})
    github._requests.graphql("query", {}, "main")
    assert len(server.asked) == 2
    server.revoked = frozenset({"ghs_token2", "ghs_token3"})
    with pytest.raises(errors.CredentialsRefused):
        github._requests.graphql("query", {}, "main")
    assert len(server.asked) == 3
