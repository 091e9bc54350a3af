"""A CodeCommit client, and an infra repo of its own for every test."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from sandbox.aws import codecommit
from sandbox.git_repository import GitRepository
from sandbox.http_server import HttpServer
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpServer]:
    codecommit.install(tmp_path_factory.mktemp("git"), Interruptions())
    with HttpServer(DomainDispatcherApplication(create_backend_app)) as server:
        yield server


@pytest.fixture
def interruptions(server: HttpServer, tmp_path: Path) -> Interruptions:
    """The interruptions of this test, whose repositories are made in `tmp_path / "git"`."""
    interruptions = Interruptions()
    codecommit.install(tmp_path / "git", interruptions)
    return interruptions


@pytest.fixture
def client(server: HttpServer, interruptions: Interruptions) -> "CodeCommitClient":
    return boto3.client(
        "codecommit",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="anyone",
        aws_secret_access_key="anything",
        config=Config(retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def name(client: "CodeCommitClient") -> str:
    """The name of an empty repository."""
    name = f"infra-{uuid4().hex}"
    client.create_repository(repositoryName=name)
    return name


@pytest.fixture
def git(name: str) -> GitRepository:
    """The same repository on disk."""
    return codecommit.repository(name)
