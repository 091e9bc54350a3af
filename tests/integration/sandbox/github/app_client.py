"""An App that signs as GitHub's documentation says, and a clock that tests move."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NOW = 1_800_000_000


@dataclass
class Clock:
    now: float = NOW

    def __call__(self) -> float:
        return self.now


def public_pem(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def signed(key: RSAPrivateKey, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A JSON Web Token."""
    head = encoded(json.dumps(header or {"alg": "RS256", "typ": "JWT"}).encode())
    text = f"{head}.{encoded(json.dumps(claims).encode())}"
    return f"{text}.{encoded(key.sign(text.encode(), PKCS1v15(), SHA256()))}"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Signer:
    """Whoever holds the private key of an App."""

    key: RSAPrivateKey
    claims: dict[str, Any] = field(default_factory=dict)

    def token(self, **more: Any) -> str:
        return signed(self.key, **(self.claims | more))
