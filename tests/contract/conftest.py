from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.aws.server import AwsServer
from tests.contract.hosted.base import Answering, Hosted, OverHttp, WithToken
from tests.contract.hosts import (
    ANSWERING,
    HOSTS,
    OVER_HTTP,
    PROPOSING,
    PROPOSING_OVER_HTTP,
    WITH_TOKEN,
)
from tests.contract.proposing.base import HostedPullRequests, ProposingOverHttp


@pytest.fixture(params=HOSTS)
def hosted(request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path) -> Iterator[Hosted]:
    with HOSTS[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=ANSWERING)
def answering(
    request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path
) -> Iterator[Answering]:
    with ANSWERING[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=OVER_HTTP)
def over_http(request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path) -> Iterator[OverHttp]:
    with OVER_HTTP[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=WITH_TOKEN)
def with_token(
    request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path
) -> Iterator[WithToken]:
    with WITH_TOKEN[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=PROPOSING)
def proposing(
    request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path
) -> Iterator[HostedPullRequests]:
    """An infra repo on a host that has pull requests."""
    with PROPOSING[request.param](aws, tmp_path) as made:
        yield made


@pytest.fixture(params=PROPOSING_OVER_HTTP)
def proposing_over_http(
    request: pytest.FixtureRequest, aws: AwsServer, tmp_path: Path
) -> Iterator[ProposingOverHttp]:
    with PROPOSING_OVER_HTTP[request.param](aws, tmp_path) as made:
        yield made
