"""A GitLab with one project, and a client that knows nothing of GitLab but HTTP."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import urllib3

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, GitLabServer

PROJECT = "acme/infra"
ADDRESS = f"/projects/{quote(PROJECT, safe='')}"
COMMITS = f"{ADDRESS}/repository/commits"
MERGE_REQUESTS = f"{ADDRESS}/merge_requests"


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> Any:
        return self.json["message"]


@dataclass
class Client:
    server: GitLabServer
    token: str
    pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        usual = {"private-token": self.token}
        sent = {name: value for name, value in (usual | dict(headers or {})).items() if value}
        url = f"{self.server.api_url}{path}"
        answer = self.pool.request(method, url, body=body or None, headers=sent)
        return Reply(answer.status, answer.headers, answer.data)

    def get(self, path: str, /, **query: object) -> Reply:
        return self.send("GET", f"{path}?{urlencode(query, doseq=True)}" if query else path)

    def write(self, method: str, path: str, **values: Any) -> Reply:
        """Send JSON."""
        json_type = {"content-type": "application/json"}
        return self.send(method, path, json.dumps(values).encode(), json_type)

    def commit(self, *actions: Mapping[str, object], branch: str = "main", **more: Any) -> Reply:
        wanted = {"branch": branch, "commit_message": "Change", "actions": actions}
        return self.write("POST", COMMITS, **(wanted | more))

    def propose(self, source: str = "change", target: str = "main", **more: Any) -> Reply:
        wanted = {"source_branch": source, "target_branch": target, "title": "Update web"}
        return self.write("POST", MERGE_REQUESTS, **(wanted | more))

    def merge(self, iid: int = 1, **more: Any) -> Reply:
        return self.write("PUT", f"{MERGE_REQUESTS}/{iid}/merge", **more)


def file_address(path: str) -> str:
    return f"{ADDRESS}/repository/files/{quote(path, safe='')}"


def decoded(reply: Reply) -> bytes:
    return base64.b64decode(reply.json["content"])


@pytest.fixture
def gitlab(tmp_path: Path) -> GitLab:
    return GitLab(tmp_path / "gitlab")


@pytest.fixture
def repository(gitlab: GitLab) -> GitRepository:
    return gitlab.create_project(PROJECT)


@pytest.fixture
def client(gitlab: GitLab, repository: GitRepository) -> Iterator[Client]:
    token = gitlab.add_project_token(PROJECT)
    with GitLabServer(gitlab) as server:
        yield Client(server, token)


@pytest.fixture
def head(repository: GitRepository) -> str:
    return repository.commit({"web/tag": "1\n", "api/tag": "1\n"}, "Begin")
