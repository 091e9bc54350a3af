"""KMS signs as AWS's does: with keys of its own and with keys that were brought along."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tagboat.core.errors import CredentialsRefused
from tagboat.credentials.github_app import jwt
from tagboat.credentials.kms_signer import KmsSigner
from tests.imported_key import encrypted, import_key
from tests.unit.credentials.keys import claims_of, private_key

RS256 = "RSASSA_PKCS1_V1_5_SHA_256"


@pytest.fixture
def kms(clients: Callable[[str], Any]) -> Any:
    return clients("kms")


@pytest.fixture
def deployed_key(
    outputs: Callable[..., dict[str, str]],
) -> Callable[[str], str]:
    """The ARN of a new key of a template, by its origin."""

    def deployed_key(origin: str) -> str:
        properties = {"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY", "Origin": origin}
        return outputs(
            {"It": {"Type": "AWS::KMS::Key", "Properties": properties}},
            Outputs={"Arn": {"Value": {"Fn::GetAtt": ["It", "Arn"]}}},
        )["Arn"]

    return deployed_key


def public_key(kms: Any, key: str) -> RSAPublicKey:
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert isinstance(public, RSAPublicKey)
    return public


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as caught:
        ask()
    return str(caught.value.response["Error"]["Code"])


def test_a_token_that_a_key_of_a_template_signs_is_verified_by_its_public_key(
    kms: Any, deployed_key: Callable[[str], str]
) -> None:
    arn = deployed_key("AWS_KMS")
    signed = jwt("Iv1.app", int(time.time()), KmsSigner(lambda: kms, arn))
    header, claims = claims_of(signed, public_key(kms, arn))
    assert (header["alg"], claims["iss"]) == ("RS256", "Iv1.app")


def test_a_key_that_was_brought_along_signs_as_its_owner_would(
    kms: Any, deployed_key: Callable[[str], str]
) -> None:
    arn, owned = deployed_key("EXTERNAL"), private_key()
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingImport"
    with pytest.raises(CredentialsRefused, match="is pending import"):
        KmsSigner(lambda: kms, arn)(b"message")
    assert refused(lambda: kms.get_public_key(KeyId=arn)) == "KMSInvalidStateException"
    import_key(kms, arn, owned)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Enabled"
    assert claims_of(jwt("Iv1.app", 0, KmsSigner(lambda: kms, arn)), owned.public_key())
    assert public_key(kms, arn) == owned.public_key()
    import_key(kms, arn, owned)
    assert refused(lambda: import_key(kms, arn, private_key(3072))) == (
        "IncorrectKeyMaterialException"
    )


def test_only_what_the_key_is_for_can_be_imported(
    kms: Any, deployed_key: Callable[[str], str]
) -> None:
    arn = deployed_key("EXTERNAL")

    def asked() -> Any:
        return kms.get_parameters_for_import(
            KeyId=arn, WrappingAlgorithm="RSA_AES_KEY_WRAP_SHA_256", WrappingKeySpec="RSA_2048"
        )

    def imported(material: bytes, token: bytes) -> str:
        return refused(
            lambda: kms.import_key_material(
                KeyId=arn,
                ImportToken=token,
                EncryptedKeyMaterial=material,
                ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
            )
        )

    outdated, now = asked(), asked()
    good = encrypted(private_key(), now["PublicKey"])
    assert imported(good, outdated["ImportToken"]) == "InvalidImportTokenException"
    wrong = encrypted(private_key(), outdated["PublicKey"])
    assert imported(wrong, now["ImportToken"]) == "InvalidCiphertextException"
    elliptic = encrypted(ec.generate_private_key(ec.SECP256R1()), now["PublicKey"])
    assert imported(elliptic, now["ImportToken"]) == "IncorrectKeyMaterialException"
    longer = encrypted(private_key(3072), now["PublicKey"])
    assert imported(longer, now["ImportToken"]) == "IncorrectKeyMaterialException"


def test_a_key_of_kms_s_own_takes_no_other(kms: Any) -> None:
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    assert refused(lambda: import_key(kms, key, private_key())) == "UnsupportedOperationException"


def test_a_key_in_another_state_or_for_another_use_does_not_sign(kms: Any) -> None:
    def sign(key: str, **more: Any) -> Any:
        return kms.sign(KeyId=key, **{"Message": b"x", "SigningAlgorithm": RS256} | more)

    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    assert sign(key)["SigningAlgorithm"] == RS256
    assert refused(lambda: sign(key, Message=b"x" * 4097)) == "ValidationException"
    kms.disable_key(KeyId=key)
    assert refused(lambda: sign(key)) == "DisabledException"
    kms.enable_key(KeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert refused(lambda: sign(key)) == "KMSInvalidStateException"
    encrypting = kms.create_key()["KeyMetadata"]["KeyId"]
    assert refused(lambda: sign(encrypting)) == "InvalidKeyUsageException"
    assert refused(lambda: sign("alias/nobody")) == "NotFoundException"


@pytest.mark.parametrize(
    "ask",
    [
        lambda kms, key: kms.sign(
            KeyId=key, Message=b"x" * 32, MessageType="DIGEST", SigningAlgorithm=RS256
        ),
        lambda kms, key: kms.get_parameters_for_import(
            KeyId=key, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048"
        ),
        lambda kms, key: kms.import_key_material(
            KeyId=key, ImportToken=b"x", EncryptedKeyMaterial=b"x"
        ),
        lambda kms, _: kms.create_key(
            KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY", Origin="EXTERNAL"
        ),
    ],
)
def test_what_it_would_do_otherwise_than_aws_it_refuses(
    kms: Any, ask: Callable[[Any, str], object]
) -> None:
    key = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
    assert refused(lambda: ask(kms, key["KeyMetadata"]["KeyId"])) == "NotSupported"
