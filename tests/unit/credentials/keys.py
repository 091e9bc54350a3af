"""Private keys of RSA, made and checked by another library than the one that is tested."""

import base64
import json
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)


@cache
def private_key(bits: int = 2048) -> RSAPrivateKey:
    """One key for all tests: making one takes a moment."""
    return generate_private_key(public_exponent=65537, key_size=bits)


def pem(
    key: Any,
    form: PrivateFormat = PrivateFormat.TraditionalOpenSSL,
    encryption: KeySerializationEncryption | None = None,
) -> str:
    written: bytes = key.private_bytes(Encoding.PEM, form, encryption or NoEncryption())
    return written.decode()


def verify(key: RSAPublicKey, message: bytes, signature: bytes) -> None:
    """Raises unless the signature is RS256's."""
    key.verify(signature, message, PKCS1v15(), SHA256())


def claims_of(jwt: str, key: RSAPublicKey) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims of a JWT whose signature is the key's."""
    signed, _, signature = jwt.rpartition(".")
    verify(key, signed.encode(), _decoded(signature))
    header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
    return header, claims


def _decoded(part: str) -> bytes:
    assert "=" not in part
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
