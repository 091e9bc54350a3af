from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sandbox.aws.server import AwsServer
from sandbox.github import GitHubServer
from tests.contract.hosted import Hosted, InMemory, OnCodeCommit, OnGitHub, github_in


@pytest.fixture(params=["in-memory", "codecommit", "github"])
def hosted(request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path) -> Iterator[Hosted]:
    name = f"infra-{uuid4().hex[:8]}"
    if request.param == "in-memory":
        yield InMemory()
    elif request.param == "codecommit":
        yield OnCodeCommit(aws, name)
    else:
        github = github_in(tmp_path)
        with GitHubServer(github) as server:
            yield OnGitHub(server, github, f"owner/{name}")
