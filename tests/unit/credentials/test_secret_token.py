"""The token: read when it is needed, kept, read again when asked, and never shown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from tagboat.core import errors
from tagboat.credentials.secret import Secret
from tagboat.credentials.secret_token import SecretToken
from tests.unit.credentials.stored import ARN, answer
from tests.unit.credentials.stored import client as client_of

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

TOKEN = "ghp_" + "x" * 36


@pytest.fixture(scope="module")
def client() -> "SecretsManagerClient":
    client: SecretsManagerClient = client_of("secretsmanager")
    return client


@pytest.fixture
def stub(client: "SecretsManagerClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def learnt() -> list[str]:
    return []


@pytest.fixture
def secret(client: "SecretsManagerClient", learnt: list[str]) -> Secret:
    return Secret(lambda: client, ARN, "", learnt.append)


@pytest.fixture
def in_json(client: "SecretsManagerClient", learnt: list[str]) -> Secret:
    return Secret(lambda: client, ARN, "token", learnt.append)


@pytest.fixture
def token(secret: Secret) -> SecretToken:
    return SecretToken(secret)


def test_no_client_is_made_before_the_token_is_needed() -> None:
    def make() -> "SecretsManagerClient":
        raise AssertionError("no token was asked for")

    SecretToken(Secret(make, ARN, "", lambda _: None))


def test_the_token_is_read_once(token: SecretToken, stub: Stubber) -> None:
    answer(stub, f" {TOKEN}\n")
    assert token.get() == token.get() == TOKEN


def test_a_rotated_token_is_read_again(token: SecretToken, stub: Stubber) -> None:
    answer(stub, "old")
    answer(stub, "new")
    assert (token.get(), token.renew(), token.get()) == ("old", "new", "new")


def test_a_token_that_cannot_be_renewed_is_not_forgotten(token: SecretToken, stub: Stubber) -> None:
    answer(stub, "old")
    stub.add_client_error("get_secret_value", "ThrottlingException", "Rate exceeded")
    assert token.get() == "old"
    with pytest.raises(errors.Throttled):
        token.renew()
    assert token.get() == "old"


@pytest.mark.parametrize(
    "held",
    [
        " ",
        " \n",
        f"{TOKEN}\nx",
        f"token {TOKEN}",
        f"{TOKEN}\0",
        f"{TOKEN}é",
        f'{{"token":"{TOKEN}"',
    ],
)
def test_what_is_no_token_is_refused_and_not_shown(
    token: SecretToken, stub: Stubber, held: str
) -> None:
    answer(stub, held)
    with pytest.raises(errors.CredentialsRefused, match="does not hold a token") as caught:
        token.get()
    assert TOKEN not in str(caught.value)


def test_a_binary_secret_is_no_token(token: SecretToken, stub: Stubber) -> None:
    stub.add_response("get_secret_value", {"ARN": ARN, "SecretBinary": TOKEN.encode()})
    with pytest.raises(errors.CredentialsRefused):
        token.get()


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("ResourceNotFoundException", 400, errors.CredentialsRefused),
        ("AccessDeniedException", 400, errors.CredentialsRefused),
        ("DecryptionFailure", 400, errors.CredentialsRefused),
        ("ThrottlingException", 400, errors.Throttled),
        ("InternalServiceError", 500, errors.HostUnavailable),
    ],
)
def test_what_secrets_manager_says_is_an_error_of_tagboat_s_own(
    token: SecretToken, stub: Stubber, code: str, status: int, error: type[errors.TagboatError]
) -> None:
    stub.add_client_error("get_secret_value", code, "said", http_status_code=status)
    with pytest.raises(errors.TagboatError, match="said") as caught:
        token.get()
    assert type(caught.value) is error


def test_no_answer_is_worth_another_try(
    client: "SecretsManagerClient", token: SecretToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://secretsmanager")

    monkeypatch.setattr(client, "get_secret_value", cut)
    with pytest.raises(errors.HostUnavailable):
        token.get()


def test_a_key_of_json_is_the_token(in_json: Secret, stub: Stubber, learnt: list[str]) -> None:
    answer(stub, f'{{"token": " {TOKEN}\\n", "username": "bob", "other": 1}}')
    assert SecretToken(in_json).get() == TOKEN
    assert TOKEN in learnt


def test_the_user_s_name_goes_with_it_where_a_password_is_wanted(
    in_json: Secret, stub: Stubber
) -> None:
    for _ in range(2):
        answer(stub, f'{{"token": "{TOKEN}", "username": "bob"}}')
    assert SecretToken(in_json, with_user_name=True).get() == f"bob:{TOKEN}"
    assert SecretToken(in_json).get() == TOKEN


@pytest.mark.parametrize("user", ["", ', "username": ""', ', "username": 7'])
def test_a_secret_without_a_user_s_name_is_the_token_alone(
    in_json: Secret, stub: Stubber, user: str
) -> None:
    answer(stub, f'{{"token": "me:{TOKEN}"{user}}}')
    assert SecretToken(in_json, with_user_name=True).get() == f"me:{TOKEN}"


def test_a_user_s_name_with_a_colon_is_refused(in_json: Secret, stub: Stubber) -> None:
    answer(stub, f'{{"token": "{TOKEN}", "username": "a:b"}}')
    with pytest.raises(errors.CredentialsRefused, match="has a colon"):
        SecretToken(in_json, with_user_name=True).get()


def test_what_is_read_is_learnt_with_the_password_of_a_pair(
    token: SecretToken, stub: Stubber, learnt: list[str]
) -> None:
    answer(stub, "bob:s3cret")
    token.get()
    assert learnt == ["bob:s3cret", "s3cret"]


def test_json_where_no_key_is_named_is_refused_with_the_keys_that_there_are(
    token: SecretToken, stub: Stubber
) -> None:
    answer(stub, f'{{"token": "{TOKEN}", "username": "bob", "{TOKEN}": "", "s3cretk3y": "x"}}')
    with pytest.raises(
        errors.CredentialsRefused, match=r"holds JSON \(it has: token, username\). Name the key"
    ) as caught:
        token.get()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        (TOKEN, r"is not the JSON object that the parameter CredentialsSecretKey \(token\)"),
        (f'["{TOKEN}"]', "is not the JSON object"),
        ("[" * 100_000, "is not the JSON object"),
        (f'{{"Token": "{TOKEN}"}}', r"has no key token \(it has: Token\)"),
        (f'{{"{TOKEN}": "a"}}', "has no key token. Mend"),
        (f'{{"token": ["{TOKEN}"]}}', "something else than a string at the key token"),
        ('{"token": null}', "something else than a string"),
        ('{"token": " "}', "does not hold a token"),
    ],
)
def test_what_is_wrong_with_json_is_said_and_the_secret_is_not(
    in_json: Secret, stub: Stubber, held: str, reason: str
) -> None:
    answer(stub, held)
    with pytest.raises(errors.CredentialsRefused, match=reason) as caught:
        SecretToken(in_json).get()
    assert TOKEN not in str(caught.value)
