"""A private key brought into KMS, as its owner does it: encrypted for KMS alone."""

import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_public_key,
)


def import_key(kms: Any, key_id: str, private_key: RSAPrivateKey) -> None:
    """Put a private key into a key that waits for it."""
    asked = kms.get_parameters_for_import(
        KeyId=key_id, WrappingAlgorithm="RSA_AES_KEY_WRAP_SHA_256", WrappingKeySpec="RSA_4096"
    )
    kms.import_key_material(
        KeyId=key_id,
        ImportToken=asked["ImportToken"],
        EncryptedKeyMaterial=encrypted(private_key, asked["PublicKey"]),
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )


def encrypted(private_key: Any, for_key: bytes) -> bytes:
    """PKCS#8 in DER, as `RSA_AES_KEY_WRAP_SHA_256` has it."""
    material = private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public, aes_key = load_der_public_key(for_key), os.urandom(32)
    assert isinstance(public, RSAPublicKey)
    wrapped = public.encrypt(aes_key, OAEP(MGF1(SHA256()), SHA256(), label=None))
    return wrapped + aes_key_wrap_with_padding(aes_key, material)
