"""Dulwich's git client, on Tagboat's own HTTP client: its timeouts, no redirects, one new token.

"Git: gitprotocol-http". Nothing of the "dumb" protocol is spoken.
"""

import base64
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from dulwich.client import AbstractHttpGitClient

from tagboat.core import errors
from tagboat.git_hosts import git_errors
from tagboat.git_hosts.token import Token
from tagboat.http_client import USER_AGENT, HttpClient, RawAnswer

_ANY_USER = "x-token-auth"
"""Bitbucket asks for this name with a token; GitLab, Gitea, Forgejo and GitHub take any name."""
_ANOTHER_TOKEN_MAY_HELP = (errors.PermissionMissing, errors.RepositoryMissing)


class _Response:
    """What dulwich looks at of a response."""

    redirect_location = ""

    def __init__(self, answer: RawAnswer) -> None:
        self.content_type = answer.headers.get("content-type")

    def close(self) -> None:
        """Nothing is open: the whole answer was read."""


class GitClient(AbstractHttpGitClient):
    """A client of one repository; every request carries the token, and only to its own host."""

    def __init__(self, http: HttpClient, url: str, token: Token, *, bearer: bool) -> None:
        """Keep where the repository is, where its token comes from and how it is sent."""
        super().__init__(url, thin_packs=False, quiet=True)
        self._http = http
        self._repository = url
        self._token = token
        self._bearer = bearer
        self._token_in_doubt = False
        """Whether the last answer may have been another one with another token."""

    def _http_request(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,  # noqa: ARG002, FBT001, FBT002 - as dulwich calls it
    ) -> tuple[Any, Callable[[int], bytes]]:
        """Ask once, and once more with a new token if this one is refused."""
        body = data if data is None or isinstance(data, bytes) else b"".join(data)
        token = self._token.renew() if self._token_in_doubt else self._token.get()
        answer = self._send(url, headers or {}, body, token)
        if answer.status == 401:
            answer = self._send(url, headers or {}, body, self._token.renew())
        error = git_errors.of_answer(answer, self._repository)
        self._token_in_doubt = isinstance(error, _ANOTHER_TOKEN_MAY_HELP)
        if error is not None:
            raise error
        return _Response(answer), BytesIO(answer.data).read

    def _send(self, url: str, headers: dict[str, str], body: bytes | None, token: str) -> RawAnswer:
        # Some servers answer git clients only, and know them by the beginning of this header.
        sent = authorization(token, bearer=self._bearer)
        ours = {"User-Agent": f"git/{USER_AGENT}", "Authorization": sent}
        method, reads = "GET" if body is None else "POST", url.endswith("/git-upload-pack")
        return self._http.exchange(method, url, headers | ours, body, safe=reads)

    @staticmethod
    def _warn_filter_objects() -> None:
        """Say nothing: a server that does not filter is an ordinary one."""


def authorization(token: str, *, bearer: bool = False) -> str:
    """The header's value: RFC 7617 for `user:token`, or a token with any user's name; RFC 6750.

    Raises:
        CredentialsRefused: A bearer token has a user's name.
    """
    if bearer:
        if ":" in token:
            raise errors.CredentialsRefused(
                "The secret is user:token, but a bearer token is sent without a user's name. Set"
                " the parameter CredentialsScheme to basic, or leave the user's name out."
            )
        return f"Bearer {token}"
    pair = token if ":" in token else f"{_ANY_USER}:{token}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
