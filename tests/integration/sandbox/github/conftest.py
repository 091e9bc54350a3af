"""A GitHub with one repository, and a client that knows nothing of GitHub but HTTP."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import urllib3

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, GitHubServer
from tests.integration.sandbox.github.pull_request_client import BOTH, PullRequestClient

REPOSITORY = "acme/infra"
CREATE = """
mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) {
    clientMutationId commit { oid message } ref { name target { oid } }
  }
}
"""


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        """The only error of a GraphQL answer, without its place in the request."""
        (error,) = self.json["errors"]
        error.pop("locations", None)
        return error


@dataclass
class Client:
    server: GitHubServer
    token: str
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def send(
        self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        usual = {"authorization": f"bearer {self.token}", "user-agent": "a test"}
        sent = {name: value for name, value in (usual | dict(headers or {})).items() if value}
        answer = self.pool.request(method, url, body=body or None, headers=sent)
        return Reply(answer.status, answer.headers, answer.data)

    def graphql(self, query: str, headers: Mapping[str, str] | None = None, **values: Any) -> Reply:
        body = json.dumps({"query": query, "variables": values}).encode()
        return self.send("POST", self.server.graphql_url, body, headers)

    def rest(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.send("GET", f"{self.server.rest_url}{path}", headers=headers)

    def rest_with(self, method: str, path: str, **values: Any) -> Reply:
        """Send JSON by REST."""
        url, body = f"{self.server.rest_url}{path}", json.dumps(values).encode()
        return self.send(method, url, body)

    def commit(
        self,
        head: str,
        put: Mapping[str, bytes],
        *delete: str,
        message: Mapping[str, str] | None = None,
        branch: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Reply:
        additions = [
            {"path": path, "contents": base64.b64encode(contents).decode()}
            for path, contents in put.items()
        ]
        changes = {"additions": additions, "deletions": [{"path": path} for path in delete]}
        wanted = {
            "branch": branch or {"repositoryNameWithOwner": REPOSITORY, "branchName": "main"},
            "expectedHeadOid": head,
            "message": message or {"headline": "Change"},
            "fileChanges": changes,
        }
        return self.graphql(CREATE, input=wanted | more)


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path / "github")


@pytest.fixture
def repository(github: GitHub) -> GitRepository:
    return github.create_repository(REPOSITORY)


@pytest.fixture
def client(github: GitHub, repository: GitRepository) -> Iterator[Client]:
    token = github.add_token("robot", repositories=[REPOSITORY])
    with GitHubServer(github) as server:
        yield Client(server, token)


@pytest.fixture
def head(repository: GitRepository) -> str:
    return repository.commit({"web/tag": "1\n", "api/tag": "1\n"}, "Begin")


@pytest.fixture
def pulls(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> PullRequestClient:
    found = PullRequestClient(github, client, repository, REPOSITORY)
    found.use_token(**BOTH)
    return found
