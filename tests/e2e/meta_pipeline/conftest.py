"""Meta pipelines on CodeCommit and GitHub, deployed once for the tests that share them."""

from collections.abc import Iterator

import pytest

from sandbox.example_application import EXAMPLE, ExampleApplication, begin
from sandbox.local_cloud import LocalCloud
from tests.e2e.meta_pipeline.meta import Meta


@pytest.fixture(scope="session")
def application(cloud: LocalCloud) -> ExampleApplication:
    """The example's repository on CodeCommit, and its permissions boundary."""
    cloud.meta_pipeline.build()
    return begin(cloud)


@pytest.fixture(scope="session")
def boundary(application: ExampleApplication) -> str:
    """The ARN of the permissions boundary of roles of pipelines."""
    return application.parameters["RoleBoundaryArn"]


@pytest.fixture(scope="session")
def deployed(
    cloud: LocalCloud, application: ExampleApplication, tmp_path_factory: pytest.TempPathFactory
) -> Meta:
    """The example's meta pipeline."""
    host = cloud.aws.url.removeprefix("http://")
    meta = Meta(
        cloud,
        tmp_path_factory.mktemp("clones"),
        "shop-meta",
        application.git,
        f"http://person:password@{host}/v1/repos/shop",
        {**application.parameters, "StackTags": "team=shop"},
    )
    meta.deploy()
    return meta


@pytest.fixture
def meta(deployed: Meta) -> Iterator[Meta]:
    """The same for each test: the example's files, deployed, and nothing told or waiting."""
    _begin_again(deployed)
    yield deployed
    if deployed.waiting():
        deployed.answer("Rejected")
        deployed.settled()


def _begin_again(meta: Meta) -> None:
    files = {path: (EXAMPLE / path).read_bytes() for path in ("pipeline.yaml", "pipeline.json")}
    head = meta.git.head("main")
    assert head is not None
    there = meta.git.files(head)
    if any(path not in there or meta.git.read(path, head) != files[path] for path in files):
        commit = meta.push(files)
        meta.settled()
        if meta.waiting():
            meta.answer("Approved")
        meta.succeeded(commit)
    meta.settled()
    meta.told()
