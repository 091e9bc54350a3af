"""Meta pipelines on CodeCommit and GitHub, deployed once for the tests that share them."""

import json
from collections.abc import Iterator

import pytest

from sandbox.aws import codecommit
from sandbox.infra_repo import files_of
from sandbox.local_cloud import LocalCloud
from tests.e2e.meta_pipeline.meta import EXAMPLE, Meta


@pytest.fixture(scope="session")
def boundary(cloud: LocalCloud) -> str:
    """The ARN of a permissions boundary that allows everything."""
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    answer = cloud.aws.client("iam").create_policy(
        PolicyName="pipelines-boundary",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [everything]}),
    )
    arn: str = answer["Policy"]["Arn"]
    return arn


@pytest.fixture(scope="session")
def deployed(cloud: LocalCloud, boundary: str, tmp_path_factory: pytest.TempPathFactory) -> Meta:
    """The example's meta pipeline, with its repository on CodeCommit."""
    cloud.meta_pipeline.build()
    cloud.aws.client("codecommit").create_repository(repositoryName="shop")
    git = codecommit.repository("shop")
    git.commit(files_of(EXAMPLE), "Begin")
    host = cloud.aws.url.removeprefix("http://")
    meta = Meta(
        cloud,
        tmp_path_factory.mktemp("clones"),
        "shop-meta",
        git,
        f"http://person:password@{host}/v1/repos/shop",
        {
            "Repository": "shop",
            "PipelineTemplates": "pipeline.yaml",
            "PipelineStacks": "shop-pipeline",
            "ConfigurationFiles": "pipeline.json",
            "TemplateParameters": f"RoleBoundaryArn={boundary}",
            "StackTags": "team=shop",
            "RoleBoundaryArn": boundary,
        },
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
    if any(meta.git.read(path, head) != content for path, content in files.items()):
        commit = meta.push(files)
        meta.settled()
        if meta.waiting():
            meta.answer("Approved")
        meta.succeeded(commit)
    meta.settled()
    meta.told()
