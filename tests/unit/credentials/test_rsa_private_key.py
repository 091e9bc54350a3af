"""RS256 with a key from a PEM file: the same bytes that another library makes, or an error."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from tagboat.credentials.rsa_private_key import NotAPrivateKey, RsaPrivateKey
from tests.unit.credentials.keys import pem, private_key, verify

PKCS1, PKCS8 = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8


@pytest.mark.parametrize("bits", [2048, 3072])
@pytest.mark.parametrize("form", [PKCS1, PKCS8])
def test_a_signature_is_what_another_library_makes(form: PrivateFormat, bits: int) -> None:
    key = private_key(bits)
    for message in (b"", b"header.claims", bytes(5000)):
        signature = RsaPrivateKey.from_pem(pem(key, form)).sign(message)
        assert signature == key.sign(message, PKCS1v15(), SHA256())


@given(st.binary(max_size=300))
def test_every_message_is_signed(message: bytes) -> None:
    key = private_key()
    signature = RsaPrivateKey.from_pem(pem(key)).sign(message)
    verify(key.public_key(), message, signature)


@pytest.mark.parametrize(
    "store",
    [
        lambda text: text.replace("\n", " "),  # The console's fields for keys and values
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\\n"),
        lambda text: text.replace("\n", ""),
        lambda text: f"Bag Attributes\n  friendlyName: app\n{text}\n\n",
    ],
)
@pytest.mark.parametrize("form", [PKCS1, PKCS8])
def test_line_ends_do_not_matter(form: PrivateFormat, store: object) -> None:
    assert callable(store)
    key = private_key()
    signature = RsaPrivateKey.from_pem(store(pem(key, form))).sign(b"x")
    verify(key.public_key(), b"x", signature)


def public_pem() -> str:
    form = PublicFormat.SubjectPublicKeyInfo
    return private_key().public_key().public_bytes(Encoding.PEM, form).decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no block from BEGIN to END"),
        ("ghp_token", "no block"),
        (pem(private_key())[:-40], "no block"),
        (public_pem(), "of another kind, or has a password"),
        (pem(private_key(), PKCS1, BestAvailableEncryption(b"x")), "has a password"),
        (pem(private_key(), PKCS8, BestAvailableEncryption(b"x")), "has a password"),
        (pem(private_key(), PrivateFormat.OpenSSH), "of another kind"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "of another kind"),
        (pem(ec.generate_private_key(ec.SECP256R1()), PKCS8), "damaged, or no RSA key"),
        (pem(private_key()).replace("MII", "M*I", 1), "damaged"),
        ("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----", "damaged"),
        ("-----BEGIN RSA PRIVATE KEY-----MAA=-----END RSA PRIVATE KEY-----", "damaged"),
        (pem(private_key(1024)), "fewer than 2048 bits"),
    ],
)
def test_what_is_no_private_key_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotAPrivateKey, match=reason):
        RsaPrivateKey.from_pem(text)


@given(st.data())
def test_a_damaged_key_signs_nothing_wrong(data: st.DataObject) -> None:
    key = private_key()
    lines = pem(key).splitlines()
    line = data.draw(st.integers(1, len(lines) - 2))
    place = data.draw(st.integers(0, len(lines[line]) - 1))
    other = data.draw(st.sampled_from("AZaz09+/"))
    lines[line] = lines[line][:place] + other + lines[line][place + 1 :]
    try:
        signature = RsaPrivateKey.from_pem("\n".join(lines)).sign(b"x")
    except NotAPrivateKey:
        return
    verify(key.public_key(), b"x", signature)


def test_a_key_whose_numbers_do_not_belong_together_is_found_out() -> None:
    numbers = private_key().private_numbers()
    key = RsaPrivateKey(numbers.public_numbers.n, 65537, numbers.d + 2)
    with pytest.raises(NotAPrivateKey, match="do not belong together"):
        key.sign(b"x")


def test_the_key_is_not_shown() -> None:
    key = private_key()
    shown = repr(RsaPrivateKey.from_pem(pem(key)))
    assert str(key.private_numbers().d) not in shown
