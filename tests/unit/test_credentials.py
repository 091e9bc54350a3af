"""The token: read when it is needed, kept, read again when asked, and never shown."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from tagboat.core import errors
from tagboat.credentials import SecretToken

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:github-AbCdEf"
TOKEN = "ghp_" + "x" * 36


@pytest.fixture(scope="module")
def client() -> "SecretsManagerClient":
    return boto3.client(
        "secretsmanager",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture
def stub(client: "SecretsManagerClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def token(client: "SecretsManagerClient") -> SecretToken:
    return SecretToken(lambda: client, ARN)


def answer(stub: Stubber, secret: str) -> None:
    stub.add_response("get_secret_value", {"ARN": ARN, "SecretString": secret}, {"SecretId": ARN})


def test_no_client_is_made_before_the_token_is_needed() -> None:
    def make() -> "SecretsManagerClient":
        raise AssertionError("no token was asked for")

    SecretToken(make, ARN)


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
    "secret",
    [
        " ",
        " \n",
        f"{TOKEN}\nx",
        f"token {TOKEN}",
        f"{TOKEN}\0",
        f"{TOKEN}é",
        f'{{"token":"{TOKEN}"}}',
    ],
)
def test_what_is_no_token_is_refused_and_not_shown(
    token: SecretToken, stub: Stubber, secret: str
) -> None:
    answer(stub, secret)
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
