"""The JSON Web Token by which an App says who it is.

Source: "Generating a JSON Web Token (JWT) for a GitHub App" (GitHub's documentation). The texts of
refusals are recorded by users of Probot, octokit/auth-app and PyGithub. GitHub takes a client id as
a text, and an App's number as a number only: "'Issuer' claim ('iss') must be an Integer" is its
answer to a number in quotes and to an unknown text.
"""

import base64
import json
import re
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from sandbox.github.answers import Answer, message
from sandbox.github.apps.app import App
from sandbox.github.apps.registry import Apps

LONGEST_SECONDS = 600
_BASE64URL = re.compile("[A-Za-z0-9_-]*")
_UNDECODABLE = "A JSON web token could not be decoded"
_NO_INTEGER = "'Issuer' claim ('iss') must be an Integer"
_WRONG_TIME = (
    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was "
    "issued"
)
_EXPIRED = (
    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which "
    "the assertion expires"
)
_TOO_LONG = "'Expiration time' claim ('exp') is too far in the future"


def app_of(apps: Apps, token: str, now: float) -> App:
    """The App that signed a token.

    Args:
        apps: All that there are.
        token: What Authorization gives as bearer.
        now: GitHub's own time, in seconds since 1970.

    Raises:
        Answer: 401 or 404, it is none, or does not hold.
    """
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    claims, algorithm = _json(payload), _json(header).get("alg")
    if algorithm != "RS256":
        raise _refused(_UNDECODABLE)
    app = _issuer(apps, claims.get("iss"))
    if not any(_verifies(key, signed, _bytes(signature)) for key in app.public_keys):
        raise _refused(_UNDECODABLE)
    _check_times(claims.get("iat"), claims.get("exp"), now)
    return app


def _issuer(apps: Apps, issuer: object) -> App:
    if isinstance(issuer, int) and not isinstance(issuer, bool):
        found = apps.by_id(issuer)
        if found is None:
            raise message(404, "Integration not found")
        return found
    if issuer is None:
        raise _refused("Missing 'issuer' claim ('iss') in assertion")
    found = apps.by_client_id(issuer) if isinstance(issuer, str) else None
    if found is None:
        raise _refused(_NO_INTEGER)
    return found


def _check_times(issued: object, expires: object, now: float) -> None:
    if not isinstance(issued, int) or isinstance(issued, bool) or issued > now:
        raise _refused(_WRONG_TIME)
    if not isinstance(expires, int | float) or isinstance(expires, bool) or expires <= now:
        raise _refused(_EXPIRED)
    if expires > now + LONGEST_SECONDS:
        raise _refused(_TOO_LONG)


def _verifies(key: RSAPublicKey, signed: str, signature: bytes) -> bool:
    try:
        key.verify(signature, signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _json(part: str) -> dict[str, Any]:
    try:
        read = json.loads(_bytes(part))
    except ValueError:
        raise _refused(_UNDECODABLE) from None
    if not isinstance(read, dict):
        raise _refused(_UNDECODABLE)
    return read


def _bytes(part: str) -> bytes:
    """Base64 for addresses, without padding (RFC 7515)."""
    if not _BASE64URL.fullmatch(part) or len(part) % 4 == 1:
        raise _refused(_UNDECODABLE)
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _refused(text: str) -> Answer:
    return message(401, text)
