"""An infra repo on CodeCommit, and what Tagboat asks of it."""

from uuid import uuid4

import pytest

from sandbox.aws.server import AwsServer
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.integration.codecommit.proposing import Calls


@pytest.fixture
def hosted(aws: AwsServer) -> OnCodeCommitWithPullRequests:
    hosted = OnCodeCommitWithPullRequests(aws, f"infra-{uuid4().hex[:8]}")
    hosted.push({"a.txt": b"one\n", "b.txt": b"one\n"})
    aws.interruptions.clear()
    return hosted


@pytest.fixture
def calls(aws: AwsServer, hosted: OnCodeCommitWithPullRequests) -> Calls:
    return Calls(aws, hosted)
