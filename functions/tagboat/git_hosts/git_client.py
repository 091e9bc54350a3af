"""Dulwich's git client, on Tagboat's own HTTP client: its timeouts, no redirects, one new token.

"Git: gitprotocol-http", "gitprotocol-v2". Nothing of the "dumb" protocol is spoken. What a server
that speaks version 2 can do is asked once; its branches only where they are to be known.
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
_CAPABILITIES = "/info/refs?service=git-upload-pack"
_VERSION_2 = b"000eversion 2\n"
"""How a server's capabilities begin, which are all of its answer: no branches are in it."""
_LIST_BRANCHES, _BY_NAME = b"0014command=ls-refs\n", b"ref-prefix "
_NO_BRANCHES = RawAnswer(200, {"content-type": "application/x-git-upload-pack-result"}, b"0000")
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
        self._capabilities: RawAnswer | None = None

    def forget(self) -> None:
        """Ask the server again what it can do: it may be another one now."""
        self._capabilities = None

    def _http_request(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,  # noqa: ARG002, FBT001, FBT002 - as dulwich calls it
    ) -> tuple[Any, Callable[[int], bytes]]:
        """Answer what is known, else ask."""
        body = data if data is None or isinstance(data, bytes) else b"".join(data)
        answer = self._known(url, body) or self._ask(url, headers or {}, body)
        if url.endswith(_CAPABILITIES) and _VERSION_2 in answer.data:
            self._capabilities = answer
        return _Response(answer), BytesIO(answer.data).read

    def _known(self, url: str, body: bytes | None) -> RawAnswer | None:
        """What need not be asked, once the server's capabilities are known.

        These are they; and branches if none is named, as in a fetch of objects by their ids.
        """
        if self._capabilities is None:
            return None
        if body is None:
            return self._capabilities if url.endswith(_CAPABILITIES) else None
        no_branches = body.startswith(_LIST_BRANCHES) and _BY_NAME not in body
        return _NO_BRANCHES if no_branches else None

    def _ask(self, url: str, headers: dict[str, str], body: bytes | None) -> RawAnswer:
        """Ask once, and once more with a new token if this one is refused."""
        token = self._token.renew() if self._token_in_doubt else self._token.get()
        answer = self._send(url, headers, body, token)
        if answer.status == 401:
            answer = self._send(url, headers, body, self._token.renew())
        error = git_errors.of_answer(answer, self._repository)
        self._token_in_doubt = isinstance(error, _ANOTHER_TOKEN_MAY_HELP)
        if error is not None:
            raise error
        return answer

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
