import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.aws.server import AwsServer
from sandbox.local_cloud import LocalCloud
from tests.e2e.deployed import Deployed

RULES = {"version": 1, "author": {"name": "A Bot", "email": "bot@example.com"}, "rules": []}


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory, aws: AwsServer) -> Iterator[LocalCloud]:
    with LocalCloud(tmp_path_factory.mktemp("cloud"), aws=aws) as running:
        running.application.build()
        yield running


@pytest.fixture(autouse=True)
def no_interruption_is_left(cloud: LocalCloud) -> Iterator[None]:
    yield
    cloud.aws.interruptions.clear()
    cloud.github.interruptions.clear()
    cloud.gitlab.interruptions.clear()


@pytest.fixture(scope="session")
def codecommit(cloud: LocalCloud) -> Deployed:
    return _deploy(cloud, "codecommit")


@pytest.fixture(scope="session")
def github(cloud: LocalCloud) -> Deployed:
    return _deploy(cloud, "github")


@pytest.fixture(params=["codecommit", "github"])
def deployed(request: pytest.FixtureRequest) -> Deployed:
    """The application with a rules file, on each git host. Each test adds rules of its own."""
    found: Deployed = request.getfixturevalue(request.param)
    return found


def _deploy(cloud: LocalCloud, host: str) -> Deployed:
    files = {".tagboat.yaml": json.dumps(RULES).encode(), "README.md": b"infra\n"}
    repo = cloud.infra_repo(host, f"infra-{host}", files)
    stack = f"tagboat-{host}"
    outputs = cloud.application.deploy(stack, repo.parameters)
    return Deployed(cloud, host, stack, repo, outputs)


EVENTS = Path(__file__).parent.parent / "events"
