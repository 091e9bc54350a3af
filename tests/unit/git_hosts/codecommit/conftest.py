"""A client that is held to botocore's model, and answers what a test says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from tagboat.git_hosts.codecommit import parallel
from tagboat.git_hosts.codecommit.host import CodeCommit

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


@pytest.fixture(scope="session")
def client() -> "CodeCommitClient":
    return boto3.client(
        "codecommit",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture
def stub(client: "CodeCommitClient", monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setattr(parallel, "AT_ONCE", 1)  # the stub answers in one order
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def host(client: "CodeCommitClient", stub: Stubber) -> CodeCommit:
    return CodeCommit(client, "infra")
