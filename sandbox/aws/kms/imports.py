"""Private keys of RSA that are brought along into keys whose origin is `EXTERNAL`.

Source: AWS KMS API Reference, "GetParametersForImport", "ImportKeyMaterial"; AWS KMS Developer
Guide, "Importing key material step 3: Encrypt the key material". Of the ways to encrypt, the one
that AWS has for private keys of RSA is supported: `RSA_AES_KEY_WRAP_SHA_256`.
"""

import secrets
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)
from moto.kms import utils
from moto.kms.models import Key

from sandbox.aws.errors import AwsError, NotSupported

_WRAPPING_BITS = {"RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}


@dataclass(frozen=True)
class _Ticket:
    """What was handed out to import one key."""

    token: bytes
    wrapping_key: RSAPrivateKey


_TICKETS: WeakKeyDictionary[Key, _Ticket] = WeakKeyDictionary()
"""The last one of each key that waits."""


def parameters_for_import(key: Key, algorithm: str, spec: str) -> tuple[bytes, bytes]:
    """A token, and the public key to encrypt with (DER).

    Raises:
        AwsError: The key makes its own material.
        NotSupported: Another way to encrypt.
    """
    _require_external(key)
    if algorithm != "RSA_AES_KEY_WRAP_SHA_256" or spec not in _WRAPPING_BITS:
        raise NotSupported(f"{algorithm} with {spec} (kms:GetParametersForImport)")
    ticket = _Ticket(
        token=secrets.token_bytes(64),
        wrapping_key=generate_private_key(public_exponent=65537, key_size=_WRAPPING_BITS[spec]),
    )
    _TICKETS[key] = ticket
    public = ticket.wrapping_key.public_key()
    return ticket.token, public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def import_material(key: Key, token: bytes, encrypted: bytes) -> None:
    """Put a private key (PKCS#8, DER, encrypted) into a key.

    Raises:
        AwsError: The token is another one's, or the material is not what the key is for.
    """
    _require_external(key)
    ticket = _TICKETS.get(key)
    if ticket is None or ticket.token != token:
        raise AwsError("InvalidImportTokenException", "")
    private_key = _private_key(_decrypted(encrypted, ticket.wrapping_key))
    kept = key.private_key
    if not isinstance(kept, utils.RSAPrivateKey) or private_key.key_size != kept.key_size:
        raise AwsError("IncorrectKeyMaterialException", f"The key is not of {key.key_spec}.")
    if key.key_state != "PendingImport" and not _are_same(private_key, kept.private_key):
        raise AwsError("IncorrectKeyMaterialException", "It had another key before.")
    kept.private_key = private_key
    key.key_state, key.enabled = "Enabled", True


def _require_external(key: Key) -> None:
    if key.origin != "EXTERNAL":
        raise AwsError(
            "UnsupportedOperationException",
            f"{key.arn} origin is {key.origin} which is not valid for this operation.",
        )


def _decrypted(encrypted: bytes, wrapping_key: RSAPrivateKey) -> bytes:
    length = wrapping_key.key_size // 8
    padding = OAEP(MGF1(SHA256()), SHA256(), label=None)
    try:
        aes_key = wrapping_key.decrypt(encrypted[:length], padding)
        return aes_key_unwrap_with_padding(aes_key, encrypted[length:])
    except (InvalidUnwrap, ValueError) as error:
        raise AwsError("InvalidCiphertextException", "") from error


def _private_key(material: bytes) -> RSAPrivateKey:
    try:
        found = load_der_private_key(material, password=None)
    except ValueError as error:
        raise AwsError("IncorrectKeyMaterialException", "It is not PKCS#8 in DER.") from error
    if not isinstance(found, RSAPrivateKey):
        raise AwsError("IncorrectKeyMaterialException", "It is not a private key of RSA.")
    return found


def _are_same(one: RSAPrivateKey, other: RSAPrivateKey) -> bool:
    return one.private_numbers() == other.private_numbers()
