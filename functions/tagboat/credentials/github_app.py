"""A GitHub App: its key signs that it is the App, and GitHub hands out a token for an hour.

"GitHub: Generating a JSON Web Token (JWT) for a GitHub App", "REST API endpoints for GitHub Apps:
Create an installation access token for an app". The token is for the one repository, and for what
a commit and a pull request need.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from tagboat.core.errors import HostUnavailable
from tagboat.credentials import github_app_errors
from tagboat.git_hosts.github.addresses import rest_root
from tagboat.git_hosts.github.requests import REST_HEADERS
from tagboat.http_client import Answer, HttpClient

type Sign = Callable[[bytes], bytes]
"""Signs by RS256: RSASSA-PKCS1-v1_5 with SHA-256."""

_SKEW = 60
"""Seconds that GitHub's clock may be behind or ahead."""
_JWT_SECONDS = 600 - _SKEW
"""GitHub takes no more than ten minutes, counted by its own clock."""
_EARLY_SECONDS = 300
"""So long before it expires a token is no longer used: what is begun has to be finished with it."""
_ALL = {"contents": "write", "pull_requests": "write"}
_COMMITS_ONLY = {"contents": "write"}


class GitHubApp(Struct, frozen=True, kw_only=True):
    """An App as one account has installed it."""

    client_id: str
    installation_id: str


class GitHubAppToken:
    """A token of an App's installation, asked for when it is needed: once an hour."""

    def __init__(
        self,
        http: HttpClient,
        url: str,
        repository: str,
        app: GitHubApp,
        sign: Sign,
        *,
        clock: Callable[[], float],
        learn: Callable[[str], None],
    ) -> None:
        """Keep what a token is asked for with.

        Args:
            http: The client that carries the requests.
            url: `https://github.com`, or the address of a GitHub Enterprise Server.
            repository: `owner/name`, the one repository that the token is for.
            app: The App and its installation.
            sign: Signs with the App's private key.
            clock: Seconds since the beginning of 1970.
            learn: Is told every token, to hide it.
        """
        self._http = http
        self._address = f"{rest_root(url)}/app/installations/{app.installation_id}/access_tokens"
        self._repository = repository
        self._app = app
        self._sign = sign
        self._clock = clock
        self._learn = learn
        self._permissions: Mapping[str, str] = _ALL
        self._token = ""
        self._usable_until = 0.0

    def get(self) -> str:
        """The token, a new one if the last one expires soon.

        Raises:
            HostError: GitHub gives none, or the key cannot sign.
            RetryableError: Ask again later.
        """
        return self._token if self._clock() < self._usable_until else self._ask()

    def renew(self) -> str:
        """A new token: this one is revoked, or the App may do more by now. Raises as `get` does."""
        self._permissions = _ALL
        return self._ask()

    def _ask(self) -> str:
        """Ask for a token that can make pull requests; where the App must not, for one without."""
        answer = self._post()
        if github_app_errors.is_permission_not_granted(answer) and self._permissions is _ALL:
            self._permissions = _COMMITS_ONLY
            answer = self._post()
        if answer.status != 201:
            raise github_app_errors.of_answer(
                answer, self._app.client_id, self._app.installation_id, self._repository
            )
        return self._keep(answer)

    def _post(self) -> Answer:
        proof = jwt(self._app.client_id, int(self._clock()), self._sign)
        headers = {**REST_HEADERS, "Authorization": f"Bearer {proof}"}
        _, _, name = self._repository.partition("/")
        body = {"repositories": [name], "permissions": self._permissions}
        return self._http.send("POST", self._address, headers, body)

    def _keep(self, answer: Answer) -> str:
        match answer.body:
            case {"token": str(token), "expires_at": str(expires_at)} if token:
                self._learn(token)
                self._usable_until = _seconds(expires_at) - _EARLY_SECONDS
                self._token = token
                return token
        raise HostUnavailable("GitHub answered with something else than an App's token.")


def jwt(client_id: str, now: int, sign: Sign) -> str:
    """The proof that whoever asks is the App: a JSON Web Token, signed with the App's key."""
    header = {"alg": "RS256", "typ": "JWT"}
    claims = {"iat": now - _SKEW, "exp": now + _JWT_SECONDS, "iss": client_id}
    signed = b".".join(_base64url(json.dumps(part).encode()) for part in (header, claims))
    return b".".join([signed, _base64url(sign(signed))]).decode()


def _base64url(data: bytes) -> bytes:
    """RFC 7515: without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _seconds(moment: str) -> float:
    try:
        return datetime.fromisoformat(moment).timestamp()
    except ValueError:
        raise HostUnavailable("GitHub does not say when the App's token expires.") from None
