"""What signs for an App: a key in KMS, or a private key in a secret."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber

from tagboat.core import errors
from tagboat.credentials.kms_signer import KmsSigner
from tagboat.credentials.pem_signer import PemSigner
from tagboat.credentials.secret import Secret
from tests.unit.credentials.keys import pem, private_key, verify
from tests.unit.credentials.stored import ARN, answer, client

KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture(scope="module")
def kms() -> Any:
    return client("kms")


@pytest.fixture
def kms_stub(kms: Any) -> Iterator[Stubber]:
    with Stubber(kms) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture(scope="module")
def secrets_manager() -> Any:
    return client("secretsmanager")


@pytest.fixture
def secrets_stub(secrets_manager: Any) -> Iterator[Stubber]:
    with Stubber(secrets_manager) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_kms_is_asked_for_rs256_of_the_message(kms: Any, kms_stub: Stubber) -> None:
    kms_stub.add_response(
        "sign",
        {"KeyId": KEY_ARN, "Signature": b"signed"},
        {
            "KeyId": KEY_ARN,
            "Message": b"message",
            "MessageType": "RAW",
            "SigningAlgorithm": "RSASSA_PKCS1_V1_5_SHA_256",
        },
    )
    assert KmsSigner(lambda: kms, KEY_ARN)(b"message") == b"signed"


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("NotFoundException", 400, errors.CredentialsRefused),
        ("AccessDeniedException", 400, errors.CredentialsRefused),
        ("DisabledException", 400, errors.CredentialsRefused),
        ("InvalidKeyUsageException", 400, errors.CredentialsRefused),
        ("KMSInvalidStateException", 400, errors.CredentialsRefused),
        ("ThrottlingException", 400, errors.Throttled),
        ("KeyUnavailableException", 500, errors.HostUnavailable),
        ("DependencyTimeoutException", 503, errors.HostUnavailable),
    ],
)
def test_what_kms_says_is_an_error_of_tagboat_s_own(
    kms: Any, kms_stub: Stubber, code: str, status: int, error: type[errors.TagboatError]
) -> None:
    kms_stub.add_client_error("sign", code, "said", http_status_code=status)
    with pytest.raises(errors.TagboatError, match="said") as caught:
        KmsSigner(lambda: kms, KEY_ARN)(b"message")
    assert type(caught.value) is error
    if error is errors.CredentialsRefused:
        assert "enabled RSA_2048 key for SIGN_VERIFY" in str(caught.value)
        assert KEY_ARN in str(caught.value)


def test_no_answer_of_kms_is_worth_another_try(kms: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://kms")

    monkeypatch.setattr(kms, "sign", cut)
    with pytest.raises(errors.HostUnavailable, match="KMS did not answer"):
        KmsSigner(lambda: kms, KEY_ARN)(b"message")


def test_a_private_key_in_a_secret_is_read_for_each_signature(
    secrets_manager: Any, secrets_stub: Stubber
) -> None:
    learnt: list[str] = []
    sign = PemSigner(Secret(lambda: secrets_manager, ARN, "", learnt.append))
    answer(secrets_stub, pem(private_key()))
    answer(secrets_stub, pem(private_key(3072)))
    verify(private_key().public_key(), b"one", sign(b"one"))
    verify(private_key(3072).public_key(), b"two", sign(b"two"))
    assert pem(private_key()).strip() in learnt


def test_what_is_no_private_key_is_told_without_it(
    secrets_manager: Any, secrets_stub: Stubber
) -> None:
    sign = PemSigner(Secret(lambda: secrets_manager, ARN, "", lambda _: None))
    answer(secrets_stub, "ghp_" + "x" * 36)
    with pytest.raises(errors.CredentialsRefused, match="not hold the App's private key") as caught:
        sign(b"x")
    assert "ghp_" not in str(caught.value)
    assert caught.value.__suppress_context__
