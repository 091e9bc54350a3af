"""Hides secrets in texts: those that are known, and whatever has the shape of one.

"GitHub: About authentication to GitHub, GitHub's token formats"; "GitLab: Token overview, Token
prefixes"; "Atlassian: API tokens and access tokens"; RFC 7468 for private keys; RFC 9110 for
`Authorization`. Tokens are opaque: a shape is what a token begins with, not how long it is.
"""

import base64
import json
import re
from collections.abc import Iterator

HIDDEN = "***"
_FEWEST_ENCODED = 8
"""Characters of a secret, or of its encoded form, from which on the form is searched for."""
_MOST_KNOWN = 50
"""Installation tokens are new every hour; those that were valid long ago are worth nothing."""

# Each is linear in the length of the text: what a repetition takes is never given back.
_SHAPES = (
    (
        re.compile(
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*-----|\Z)", re.S
        ),
        HIDDEN,
    ),
    (re.compile(r"gh[pousr]_[A-Za-z0-9]{16,}[\w.-]*|github_pat_\w{20,}", re.A), HIDDEN),
    (
        re.compile(
            r"(?:gl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|rtr|soat|wt)-|GR1348941)[\w.=-]{16,}",
            re.A,
        ),
        HIDDEN,
    ),
    (re.compile(r"(?:ATATT|ATCTT|ATBB)[\w=-]{20,}", re.A), HIDDEN),
    (re.compile(r"eyJ[\w-]{16,}(?:\.[\w-]*){0,2}", re.A), HIDDEN),  # A JWT, as GitHub Apps sign it
    (
        re.compile(
            r"""((?:authorization|private-token|job-token)["']?\s*[:=]\s*["']?)"""
            r"""(?:(?:basic|bearer|token)\s+)?[^\s"',;}]+""",
            re.I,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\b(basic|bearer)(\s+)[\w.~+/=-]{16,}", re.I | re.A), rf"\1\2{HIDDEN}"),
    (re.compile(r"://[^\s/?#@]+@"), f"://{HIDDEN}@"),
    # By itself an AWS secret key is any forty characters; beside its name it is one.
    (
        re.compile(
            r"""((?:secret_?access_?key|session_?token|security-?token)["']?\s*[:=]\s*["']?)"""
            r"""[\w/+=%]{16,}""",
            re.I | re.A,
        ),
        rf"\1{HIDDEN}",
    ),
)


class Mask:
    """Hides secrets; those that it learns in any usual spelling."""

    def __init__(self) -> None:
        """Begin with the shapes alone."""
        self._known: dict[str, re.Pattern[str]] = {}

    def learn(self, secret: str) -> None:
        """Hide this very text from now on."""
        if secret and secret not in self._known:
            self._known[secret] = re.compile("|".join(_spellings(secret)))
            self._known = dict(list(self._known.items())[-_MOST_KNOWN:])

    def __call__(self, text: str) -> str:
        """A text without its secrets."""
        # The longest first: one that is within another must not leave the rest of it standing.
        for secret in sorted(self._known, key=len, reverse=True):
            text = self._known[secret].sub(HIDDEN, text)
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return text

    def data(self, value: object) -> object:
        """Lists and dictionaries with all texts masked; whatever is neither stays as it is."""
        match value:
            case str():
                return self(value)
            case dict():
                return {self.data(key): self.data(inside) for key, inside in value.items()}
            case list() | tuple():
                return [self.data(inside) for inside in value]
        return value


def _spellings(secret: str) -> Iterator[str]:
    """Patterns of a secret as it is, within a URL, within JSON or Python, and in Base64."""
    yield "".join(map(_in_a_url, secret))
    for quoted in (json.dumps(secret), json.dumps(secret, ensure_ascii=False), repr(secret)):
        if (inside := quoted[1:-1]) != secret:
            yield re.escape(inside)
    if len(secret) >= _FEWEST_ENCODED:
        yield from _in_base64(secret)


def _in_a_url(character: str) -> str:
    """A pattern of a character that may be percent-encoded, whatever the encoder spares."""
    if character.isascii() and character.isalnum():
        return character
    encoded = "".join(f"%{byte:02x}" for byte in character.encode(errors="surrogatepass"))
    plus = r"|\+" if character == " " else ""
    return f"(?:(?i:{encoded})|{re.escape(character)}{plus})"


def _in_base64(secret: str) -> Iterator[str]:
    """Patterns of the characters that are the secret's alone, at each place among three bytes.

    Basic authentication sends it behind a user's name, which decides the place.
    """
    data = secret.encode(errors="surrogatepass")
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        own = encoded[before + (before > 0) :]
        own = own[:-1] if (before + len(data)) % 3 else own
        if len(own) >= _FEWEST_ENCODED:
            yield "".join({"+": "[+-]", "/": "[/_]"}.get(one, one) for one in own)
