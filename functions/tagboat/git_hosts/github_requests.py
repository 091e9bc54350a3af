"""What is asked of GitHub about one repository, by GraphQL and by REST, with one token."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tagboat.core import errors
from tagboat.git_hosts import github_errors, github_rest_errors
from tagboat.git_hosts.token import Token
from tagboat.http_client import Answer, HttpClient

_ANOTHER_TOKEN_MAY_HELP = (
    errors.BranchProtected,
    errors.PermissionMissing,
    errors.RepositoryMissing,
)
REST_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
""""API Versions": the oldest one there is, which Enterprise Server has known since 3.9."""


class GitHubRequests:
    """Asks once, and once more with a new token if the old one is refused."""

    def __init__(self, http: HttpClient, url: str, repository: str, token: Token) -> None:
        """Keep where the repository is.

        Args:
            http: The client that carries the requests.
            url: `https://github.com`, or the address of a GitHub Enterprise Server.
            repository: `owner/name`.
            token: With read and write access to the repository's contents.
        """
        self.repository = repository
        self._http = http
        self._graphql = graphql_endpoint(url)
        self._rest = f"{rest_root(url)}/repos/{quote(repository)}"
        self._token = token
        self._token_in_doubt = False
        """Whether the last answer may have been another one with another token."""

    def graphql(self, document: str, variables: Mapping[str, Any], branch: str) -> dict[str, Any]:
        """Ask by GraphQL.

        Args:
            document: The query or the mutation.
            variables: What it is about.
            branch: The branch that it is about, for errors.

        Returns:
            The answer's data.

        Raises:
            RetryableError: Ask again later; a mutation may have been made.
            HostError: GitHub refuses.
        """
        body = {"query": document, "variables": variables}
        answer = self._ask("POST", self._graphql, body, {})
        self._raise_if(github_errors.of_answer(answer, self.repository, branch))
        data: dict[str, Any] = answer.body["data"]
        return data

    def rest(
        self, method: str, path: str, branch: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask by REST.

        Args:
            method: Such as `GET`.
            path: Below the repository, without a slash at the start.
            branch: The branch that it is about, for errors.
            body: What is sent as JSON.

        Returns:
            The answer's body.

        Raises:
            RetryableError: Ask again later; what was asked for may have been done.
            HostError: GitHub refuses.
        """
        answer = self._ask(method, f"{self._rest}/{quote(path)}", body, REST_HEADERS)
        self._raise_if(github_rest_errors.of_answer(answer, self.repository, branch))
        found: dict[str, Any] = answer.body
        return found

    def _ask(
        self, method: str, url: str, body: Mapping[str, Any] | None, headers: Mapping[str, str]
    ) -> Answer:
        def send(token: str) -> Answer:
            authorized = {**headers, "Authorization": f"bearer {token}"}
            return self._http.send(method, url, authorized, body)

        answer = send(self._token.renew() if self._token_in_doubt else self._token.get())
        return send(self._token.renew()) if answer.status == 401 else answer

    def _raise_if(self, error: errors.TagboatError | None) -> None:
        self._token_in_doubt = isinstance(error, _ANOTHER_TOKEN_MAY_HELP)
        if error is not None:
            raise error


def graphql_endpoint(url: str) -> str:
    """Where GraphQL is asked: "Forming calls with GraphQL" for each edition of GitHub."""
    return f"{_api(url) or f'{url}/api'}/graphql"


def rest_root(url: str) -> str:
    """Where REST is asked: "Getting started with the REST API" for each edition of GitHub."""
    return _api(url) or f"{url}/api/v3"


def _api(url: str) -> str | None:
    """The host of the API, where it has one of its own: an Enterprise Server has none."""
    scheme, _, host = url.partition("://")
    has_its_own = host == "github.com" or host.endswith(".ghe.com")
    return f"{scheme}://api.{host}" if has_its_own else None
