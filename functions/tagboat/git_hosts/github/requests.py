"""What is asked of GitHub about one repository, by GraphQL and by REST, with one token."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from tagboat.core import errors
from tagboat.git_hosts.github import errors as github_errors
from tagboat.git_hosts.github import rest_errors
from tagboat.git_hosts.github.addresses import graphql_endpoint, rest_root
from tagboat.git_hosts.github.refusals import Refusal, refusals_in
from tagboat.git_hosts.token import Token
from tagboat.http_client import Answer, HttpClient

_ANOTHER_TOKEN_MAY_HELP = (
    errors.BranchProtected,
    errors.PermissionMissing,
    errors.RepositoryMissing,
)
_ID = "query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }"
REST_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
""""API Versions": the oldest one there is, which Enterprise Server has known since 3.9."""

_EXPIRES = "github-authentication-token-expiration"
""""Managing your personal access tokens": in the answers to tokens that a person has made."""


class Mutated(Struct, frozen=True):
    """What became of each field of a mutation."""

    data: Mapping[str, Any]
    refusals: Mapping[str, Refusal]
    errors: Mapping[str, errors.TagboatError]
    """The same, as the error that each is if nothing else can be made of it."""


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
        self.repository_id = ""
        """What GraphQL knows the repository by, once it has told."""
        self.token_expires = ""
        """When the token expires, as the last answer has it; empty if it does not say."""
        self._http = http
        self._graphql = graphql_endpoint(url)
        self._rest = f"{rest_root(url)}/repos/{quote(repository)}"
        self._token = token
        self._token_in_doubt = False
        """Whether the last answer may have been another one with another token."""

    def ask_id(self, branch: str) -> str:
        """What GraphQL knows the repository by: asked for if no query has told yet.

        Raises:
            RetryableError: Ask again later.
            HostError: The repository cannot be read.
        """
        if not self.repository_id:
            owner, _, name = self.repository.partition("/")
            data = self.graphql(_ID, {"owner": owner, "name": name}, branch)
            self.repository_id = str(data["repository"]["id"])
        return self.repository_id

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
        is_query = document.lstrip().startswith("query")
        answer = self._ask("POST", self._graphql, body, {}, safe=is_query)
        self._raise_if(github_errors.of_answer(answer, self.repository, branch))
        data: dict[str, Any] = answer.body["data"]
        return data

    def mutate(self, document: str, variables: Mapping[str, Any], branch: str) -> Mutated:
        """Have several things done by GraphQL, one after the other, whatever becomes of each.

        Args:
            document: The mutation.
            variables: What it is about.
            branch: The branch that it is about, for errors.

        Raises:
            RetryableError: Ask again later; some of it may have been done.
            HostError: GitHub refuses all of it.
        """
        body = {"query": document, "variables": variables}
        answer = self._ask("POST", self._graphql, body, {})
        refusals = refusals_in(answer)
        if refusals is None:
            self._raise_if(github_errors.of_answer(answer, self.repository, branch))
            refusals = {}
        refused = {
            field: github_errors.of_refusal(refusal, answer, self.repository, branch)
            for field, refusal in refusals.items()
        }
        self._token_in_doubt = any(map(_may_be_another_with_another_token, refused.values()))
        return Mutated(data=answer.body["data"], refusals=refusals, errors=refused)

    def rest(
        self,
        method: str,
        path: str,
        branch: str,
        body: Mapping[str, Any] | None = None,
        *,
        kind: type[object] = dict,
    ) -> dict[str, Any]:
        """Ask by REST.

        Args:
            method: Such as `GET`.
            path: Below the repository, without a slash at the start.
            branch: The branch that it is about, for errors.
            body: What is sent as JSON.
            kind: What the answer's body has to be.

        Returns:
            The answer's body.

        Raises:
            RetryableError: Ask again later; what was asked for may have been done.
            HostError: GitHub refuses.
        """
        answer = self._ask(method, f"{self._rest}/{quote(path)}", body, REST_HEADERS)
        self._raise_if(rest_errors.of_answer(answer, self.repository, branch, kind))
        found: dict[str, Any] = answer.body
        return found

    def _ask(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        *,
        safe: bool = False,
    ) -> Answer:
        def send(token: str) -> Answer:
            authorized = {**headers, "Authorization": f"bearer {token}"}
            return self._http.send(method, url, authorized, body, safe=safe)

        answer = send(self._token.renew() if self._token_in_doubt else self._token.get())
        answer = send(self._token.renew()) if answer.status == 401 else answer
        self.token_expires = answer.headers.get(_EXPIRES, "")
        return answer

    def _raise_if(self, error: errors.TagboatError | None) -> None:
        self._token_in_doubt = _may_be_another_with_another_token(error)
        if error is not None:
            raise error


def _may_be_another_with_another_token(error: errors.TagboatError | None) -> bool:
    return isinstance(error, _ANOTHER_TOKEN_MAY_HELP)
