"""What is asked of GitLab's REST API about one project, with one token."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from tagboat.core.errors import HostUnavailable, PermissionMissing, RepositoryMissing, TagboatError
from tagboat.git_hosts.gitlab import errors
from tagboat.git_hosts.token import Token
from tagboat.http_client import Answer, HttpClient

_ANOTHER_TOKEN_MAY_HELP = (PermissionMissing, RepositoryMissing)


class GitLabRequests:
    """Asks once, and once more with a new token if the old one is refused."""

    def __init__(self, http: HttpClient, url: str, project: str, token: Token) -> None:
        """Keep where the project is.

        Args:
            http: The client that carries the requests.
            url: `https://gitlab.com`, or the address of a GitLab of one's own.
            project: `group/project`, with as many groups as there are.
            token: Of any kind that REST takes, with the scope `api`.
        """
        self.project = project
        self._http = http
        self._api = f"{url}/api/v4"
        self._token = token
        self._token_in_doubt = False
        """Whether the last answer may have been another one with another token."""

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, Any] | None = None,
        expected: Collection[int] = (),
    ) -> Answer:
        """Ask for something.

        Args:
            method: Such as `GET`.
            path: Below the API, with `:id` where the project belongs, as GitLab's documentation
                has it.
            query: What comes after the path's question mark; a name may have a list of values.
            body: What is sent as JSON.
            expected: Statuses that are no error here.

        Raises:
            RetryableError: Ask again later; what was asked for may have been done. HeadMoved:
                somebody else was faster.
            HostError: GitLab refuses.
        """
        url = f"{self._api}/{path.replace(':id', quote(self.project, safe=''), 1)}"
        answer = self._send(method, f"{url}?{urlencode(query, doseq=True)}" if query else url, body)
        unexpected = answer.status not in expected
        self._raise_if(errors.of_answer(answer, self.project) if unexpected else None)
        return answer

    def find(self, path: str, query: Mapping[str, object] | None = None) -> Answer | None:
        """Ask for what the project may lack: None if it does. Raises as `ask` does."""
        answer = self.ask("GET", path, query=query, expected=[404])
        if errors.is_missing(answer):
            return None
        self._raise_if(errors.of_answer(answer, self.project))
        return answer

    def _send(self, method: str, url: str, body: Mapping[str, Any] | None) -> Answer:
        def send(token: str) -> Answer:
            # "REST API authentication": tokens of all kinds travel so, OAuth's as well.
            return self._http.send(method, url, {"Authorization": f"Bearer {token}"}, body)

        answer = send(self._token.renew() if self._token_in_doubt else self._token.get())
        return send(self._token.renew()) if answer.status == 401 else answer

    def _raise_if(self, error: TagboatError | None) -> None:
        self._token_in_doubt = isinstance(error, _ANOTHER_TOKEN_MAY_HELP)
        if error is not None:
            raise error


def read_as[Shape](answer: Answer, shape: type[Shape]) -> Shape:
    """An answer's body in a shape of its own.

    Raises:
        HostUnavailable: It has another one: something between here and GitLab answered.
    """
    try:
        return msgspec.convert(answer.body, shape)
    except msgspec.ValidationError as error:
        raise HostUnavailable(f"GitLab answered with something else: {error}") from error
