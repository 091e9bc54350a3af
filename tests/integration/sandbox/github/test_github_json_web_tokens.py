"""Whatever comes as a JSON Web Token is the App's or refused."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.github.accounts import Accounts
from sandbox.github.answers import Answer
from sandbox.github.apps.json_web_token import app_of
from sandbox.github.apps.registry import Apps
from tests.integration.sandbox.github.app_client import NOW, encoded, public_pem, signed

KEY = generate_private_key(65537, 2048)
APPS = Apps(Accounts())
APP = APPS.add("tagboat", {}, public_pem(KEY))
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.lists(st.integers()),
    st.sampled_from([APP.id, APP.client_id, NOW, NOW + 60]),
)


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(Answer) as refused:
        app_of(APPS, text, NOW)
    assert refused.value.status in (401, 404)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(), min_size=3, max_size=3))
def test_any_bytes_in_its_form_are_refused(parts: list[bytes]) -> None:
    with pytest.raises(Answer) as refused:
        app_of(APPS, ".".join(map(encoded, parts)), NOW)
    assert refused.value.status in (401, 404)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(["alg", "typ", "kid"]), VALUES), st.binary(), VALUES)
def test_any_header_and_signature_is_refused(
    header: dict[str, object], signature: bytes, issuer: object
) -> None:
    claims = json.dumps({"iss": issuer, "iat": NOW, "exp": NOW + 60}).encode()
    token = ".".join(map(encoded, (json.dumps(header).encode(), claims, signature)))
    with pytest.raises(Answer) as refused:
        app_of(APPS, token, NOW)
    assert refused.value.status in (401, 404)


@settings(deadline=None, max_examples=60)
@given(VALUES, VALUES, VALUES)
def test_only_claims_that_hold_are_taken(issuer: object, issued: object, expires: object) -> None:
    token = signed(KEY, iss=issuer, iat=issued, exp=expires)
    holds = type(issued) is int and issued <= NOW and _is_soon(expires)
    if issuer in (APP.id, APP.client_id) and not isinstance(issuer, float) and holds:
        assert app_of(APPS, token, NOW) is APP
        return
    with pytest.raises(Answer) as refused:
        app_of(APPS, token, NOW)
    assert refused.value.status in (401, 404)


def _is_soon(expires: object) -> bool:
    return type(expires) in (int, float) and NOW < float(str(expires)) <= NOW + 600
