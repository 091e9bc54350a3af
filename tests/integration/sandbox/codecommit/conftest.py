"""A CodeCommit client, and an infra repo of its own for every test."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from sandbox.aws import codecommit
from sandbox.aws.codecommit import store
from sandbox.aws.server import AwsServer
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


@pytest.fixture
def interruptions(aws: AwsServer, tmp_path: Path) -> Iterator[Interruptions]:
    """The interruptions of this test, whose repositories are made in `tmp_path / "git"`.

    There is one CodeCommit in a process: the next test finds it as this one did.
    """
    root = store.Repository.root
    interruptions = Interruptions()
    codecommit.install(tmp_path / "git", interruptions)
    yield interruptions
    codecommit.install(root, aws.interruptions)


@pytest.fixture
def client(aws: AwsServer, interruptions: Interruptions) -> "CodeCommitClient":
    return boto3.client(
        "codecommit",
        endpoint_url=aws.url,
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
