"""Whatever a secret is embedded in, and however it is spelled there, it does not come out."""

import base64
import json
import re
import string
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.masking import HIDDEN, Mask

WORD = string.ascii_letters + string.digits
# Without the asterisk, which the mask itself is made of.
SECRETS = st.text(
    st.characters(blacklist_characters="*", blacklist_categories=()), min_size=1, max_size=60
)
PASSWORDS = st.text(
    [character for character in string.printable if character != "*"], min_size=8, max_size=60
)
AROUND = st.text(max_size=40).map(lambda text: text.replace("*", ""))


def token(prefix: str, length: int, alphabet: str = WORD) -> st.SearchStrategy[str]:
    """Texts of exactly this shape."""
    return st.text(alphabet, min_size=length, max_size=length).map(lambda rest: prefix + rest)


SHAPES = st.one_of(
    *(token(prefix, 36) for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")),
    st.tuples(token("ghs_", 36), token(".", 390), token(".", 86, f"{WORD}_-")).map("".join),
    token("github_pat_", 82, f"{WORD}_"),
    *(
        token(f"gl{kind}-", 20, f"{WORD}_-")
        for kind in ("pat", "dt", "rt", "cbt", "ptt", "ft", "imt", "agent", "soat", "oas", "wt")
    ),
    token("glpat-", 27, f"{WORD}_-").map(lambda routable: f"{routable}.01.1a2b3c4d5"),
    token("GR1348941", 20, f"{WORD}_-"),
    token("ATCTT3xFfGN0", 180, f"{WORD}_-="),
    token("ATBB", 32),
)


def masked(text: str, *secrets: str) -> str:
    mask = Mask()
    for secret in secrets:
        mask.learn(secret)
    return mask(text)


@given(AROUND, SECRETS, AROUND)
def test_a_known_secret_is_in_no_text(before: str, secret: str, after: str) -> None:
    text = masked(f"{before}{secret}{after}", secret)
    assert secret not in text
    assert HIDDEN in text


@given(AROUND, st.lists(SECRETS, min_size=2, max_size=4), AROUND)
def test_several_known_secrets_hide_each_other_s_parts(
    before: str, secrets: list[str], after: str
) -> None:
    longest = max(secrets, key=len)
    text = masked(before + "".join(secrets) + after, *secrets)
    assert longest not in text


@pytest.mark.parametrize(
    "spell",
    [
        lambda secret: quote(secret),
        lambda secret: quote(secret, safe=""),
        lambda secret: re.sub("%[0-9A-F]{2}", lambda hexed: hexed[0].lower(), quote(secret)),
        quote_plus,
        lambda secret: json.dumps(secret),
        lambda secret: json.dumps(secret, ensure_ascii=False),
        repr,
        lambda secret: base64.b64encode(secret.encode()).decode(),
        lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
        lambda secret: base64.b64encode(f"x:{secret}".encode()).decode(),
        lambda secret: base64.b64encode(f"x-token-auth:{secret}".encode()).decode(),
        lambda secret: base64.b64encode(f"bob:{secret}\n".encode()).decode(),
    ],
)
@given(secret=PASSWORDS)
def test_nor_is_any_spelling_of_it(spell: object, secret: str) -> None:
    assert callable(spell)
    spelled = spell(secret)
    text = masked(f"it said {spelled}.", secret)
    assert spelled not in text
    assert HIDDEN in text


@given(AROUND, SHAPES, AROUND)
def test_what_has_the_shape_of_a_token_is_in_no_text(before: str, token: str, after: str) -> None:
    assert token not in masked(f"{before}{token}{after}")
    assert masked(f"the token {token} is refused") == f"the token {HIDDEN} is refused"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Basic eC10b2tlbjpzM2NyZXQ=", "Authorization: ***"),
        ("{'authorization': 'bearer s3cret'}", "{'authorization': '***'}"),
        ('{"Authorization":"token s3cret","a":1}', '{"Authorization":"***","a":1}'),
        ("PRIVATE-TOKEN: s3cret next", "PRIVATE-TOKEN: *** next"),
        ("sent Bearer 0123456789abcdef0123", "sent Bearer ***"),
        ("https://me:s3cret@git.example.com/a", "https://***@git.example.com/a"),
        ("https://s3cret@git.example.com/a", "https://***@git.example.com/a"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCY", "aws_secret_access_key = ***"),
        ('"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG"', '"SecretAccessKey": "***"'),
        ("a eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJJdjEifQ.c2ln-_ b", "a *** b"),
    ],
)
def test_what_is_told_of_a_secret_goes_and_the_rest_stays(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize("kind", ["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY"])
@pytest.mark.parametrize("end", ["", "-----END {kind}-----\n"])
def test_a_private_key_is_hidden_even_where_it_is_cut_off(kind: str, end: str) -> None:
    block = f"-----BEGIN {kind}-----\nMIIEowIBAAKCAQEA\nzzzz\n{end.format(kind=kind)}"
    assert masked(f"key: {block}").strip() == f"key: {HIDDEN}"


@pytest.mark.parametrize(
    "text",
    [
        "main moved from 74b860b3270666137a4d543c3e3d1e4e473d5463 to 1",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web:1.4.0@sha256:" + "7" * 64,
        "The secret arn:aws:secretsmanager:us-east-1:123456789012:secret:tagboat-AbCdEf is gone",
        "Basic authentication is needed: set the parameter CredentialsScheme to basic or bearer",
        "https://github.com/owner/infra/blob/main/a@b",
        "high_ghs_a is no token, nor is glpat-short or ghp_123",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_data_is_masked_wherever_it_has_text() -> None:
    mask = Mask()
    mask.learn("s3cret")
    data = {"s3cret": ["a s3cret", ("s3cret", 1, None)], "b": {"c": "s3cret"}, "d": 2.5}
    assert mask.data(data) == {
        HIDDEN: [f"a {HIDDEN}", [HIDDEN, 1, None]],
        "b": {"c": HIDDEN},
        "d": 2.5,
    }


def test_nothing_is_learnt_from_an_empty_secret() -> None:
    assert masked("text", "") == "text"


def test_tokens_of_long_ago_are_forgotten() -> None:
    mask = Mask()
    for number in range(60):
        mask.learn(f"installation token {number}")
    assert mask("installation token 59") == HIDDEN
    assert mask("installation token 3") == "installation token 3"
