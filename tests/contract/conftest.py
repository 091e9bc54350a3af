from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sandbox.aws.server import AwsServer
from sandbox.github import GitHubServer
from sandbox.gitlab import GitLab, GitLabServer
from sandbox.http_server import HttpServer
from tests.contract.hosted import Hosted, InMemory, OnCodeCommit, OnGitHub, github_in
from tests.contract.hosted_git import OnDisk, OnGitServer, git_server_in
from tests.contract.hosted_gitlab import OnGitLab
from tests.contract.hosted_pull_requests import HostedPullRequests, InMemoryPullRequests
from tests.contract.hosted_pull_requests_gitlab import GitLabMergeRequests
from tests.contract.hosts import GIT_SERVERS, HOSTS, PULL_REQUEST_HOSTS


@pytest.fixture(params=HOSTS)
def hosted(request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path) -> Iterator[Hosted]:
    name = f"infra-{uuid4().hex[:8]}"
    if request.param == "in-memory":
        yield InMemory()
    elif request.param in GIT_SERVERS:
        app = git_server_in(tmp_path)
        with HttpServer(app) as git_server:
            yield OnGitServer(git_server, app, tmp_path, **GIT_SERVERS[request.param])
    elif request.param == "git-on-disk":
        yield OnDisk(tmp_path)
    elif request.param == "codecommit":
        yield OnCodeCommit(aws, name)
    elif request.param == "gitlab":
        gitlab = GitLab(tmp_path)
        with GitLabServer(gitlab) as gitlab_server:
            yield OnGitLab(gitlab_server, gitlab, f"group/sub/{name}")
    else:
        github = github_in(tmp_path)
        with GitHubServer(github) as server:
            yield OnGitHub(server, github, f"owner/{name}")


@pytest.fixture(params=PULL_REQUEST_HOSTS)
def proposing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HostedPullRequests]:
    """An infra repo on a host that has pull requests."""
    if request.param == "in-memory":
        yield InMemoryPullRequests()
    else:
        gitlab = GitLab(tmp_path)
        with GitLabServer(gitlab) as server:
            yield GitLabMergeRequests(server, gitlab, f"group/sub/infra-{uuid4().hex[:8]}")
