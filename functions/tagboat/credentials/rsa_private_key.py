"""RS256 with a private key in PEM: RFC 8017, sections 8.2.1 and 9.2, A.1.2 for the key; RFC 5958.

It is written here because what does it is 16 MB (cryptography) for one signature an hour, of those
who do not use KMS. Signing has no padding to guess and no random number to get wrong; what takes
time that depends on the key happens once an hour behind a request to AWS and before one to GitHub.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from typing import Self

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_INTEGER, _OCTETS, _OBJECT_ID, _SEQUENCE = 0x02, 0x04, 0x06, 0x30
_RSA = bytes.fromhex("2a864886f70d010101")
"""1.2.840.113549.1.1.1, rsaEncryption."""
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
_FEWEST_BITS = 2048


class NotAPrivateKey(Exception):
    """A text that is no private RSA key; the message says what it is instead, without it."""


class RsaPrivateKey:
    """A private key. It is never shown."""

    def __init__(self, modulus: int, public_exponent: int, private_exponent: int) -> None:
        """Keep the numbers.

        Raises:
            NotAPrivateKey: It is too short to be trusted.
        """
        if modulus.bit_length() < _FEWEST_BITS:
            raise NotAPrivateKey(f"it has fewer than {_FEWEST_BITS} bits")
        self._modulus = modulus
        self._public, self._private = public_exponent, private_exponent

    @classmethod
    def from_pem(cls, text: str) -> Self:
        """Read PKCS#1, as GitHub hands it out, or PKCS#8, without a password.

        Line ends may have become blanks, as the console of Secrets Manager makes them.

        Raises:
            NotAPrivateKey: It is something else.
        """
        block = _BLOCK.search(text)
        if block is None:
            raise NotAPrivateKey("there is no block from BEGIN to END in it")
        kind, body = block.groups()
        if kind not in ("RSA PRIVATE KEY", "PRIVATE KEY") or "ENCRYPTED" in body:
            raise NotAPrivateKey("the block in it is of another kind, or has a password")
        try:
            data = base64.b64decode(re.sub(r"\s|\\[rn]", "", body), validate=True)
            numbers = _pkcs8(data) if kind == "PRIVATE KEY" else data
            _, modulus, public, private, *_ = _integers(numbers)
        except (binascii.Error, ValueError, IndexError) as error:
            raise NotAPrivateKey("it is damaged, or no RSA key") from error
        return cls(modulus, public, private)

    def sign(self, message: bytes) -> bytes:
        """Sign by RS256.

        Raises:
            NotAPrivateKey: The numbers do not belong together.
        """
        length = (self._modulus.bit_length() + 7) // 8
        digest = _SHA256_PREFIX + hashlib.sha256(message).digest()
        padding = b"\xff" * (length - len(digest) - 3)
        encoded = int.from_bytes(b"\x00\x01" + padding + b"\x00" + digest)
        signature = pow(encoded, self._private, self._modulus)
        if pow(signature, self._public, self._modulus) != encoded:
            raise NotAPrivateKey("its numbers do not belong together")
        return signature.to_bytes(length)


def _pkcs8(data: bytes) -> bytes:
    """The key within what says that it is one of RSA."""
    _, algorithm, key, *_ = _parts(data)
    (tag, object_id), *_ = _elements(algorithm[1])
    if (algorithm[0], tag, object_id) != (_SEQUENCE, _OBJECT_ID, _RSA) or key[0] != _OCTETS:
        raise ValueError("another kind of key")
    return key[1]


def _integers(data: bytes) -> list[int]:
    parts = _parts(data)
    if any(tag != _INTEGER for tag, _ in parts):
        raise ValueError("not a sequence of numbers")
    return [int.from_bytes(content) for _, content in parts]


def _parts(data: bytes) -> list[tuple[int, bytes]]:
    """The elements of a sequence that is all there is."""
    (tag, content), *more = _elements(data)
    if tag != _SEQUENCE or more:
        raise ValueError("not one sequence")
    return list(_elements(content))


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tags and contents: X.690, section 8.1, in the definite form."""
    while data:
        tag, length, start = data[0], data[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[2:start])
        if len(data) < start + length:
            raise ValueError("cut off")
        yield tag, data[start : start + length]
        data = data[start + length :]
