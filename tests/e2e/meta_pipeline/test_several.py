"""One meta pipeline for several templates, each with a stack of its own."""

from collections.abc import Iterator

import pytest

from sandbox.example_application import EXAMPLE
from tests.e2e.meta_pipeline.meta import Meta

BUILD = (EXAMPLE / "build.yaml").read_bytes()


@pytest.fixture
def several(meta: Meta) -> Iterator[Meta]:
    """It keeps a second stack up to date too; afterwards it is deployed back."""
    meta.push({"build.yaml": BUILD, "build.json": b'{"Tags": {"number": "2"}}'})
    meta.deploy(
        PipelineTemplates="pipeline.yaml,build.yaml",
        PipelineStacks="shop-pipeline,shop-build",
        ConfigurationFiles="pipeline.json,build.json",
    )
    yield meta
    meta.deploy()
    meta.settled()
    cloudformation = meta.client("cloudformation")
    cloudformation.update_termination_protection(
        StackName="shop-build", EnableTerminationProtection=False
    )
    cloudformation.delete_stack(StackName="shop-build")


def test_each_template_becomes_its_stack_with_its_own_parameters_and_tags(several: Meta) -> None:
    commit = several.push({"build.yaml": b"# First\n" + BUILD})
    several.succeeded(commit)
    assert several.actions()["Review"]["summary"] == (
        "shop-pipeline: nothing to change.\nshop-build: 5 added."
    )
    assert several.actions()["Update"]["summary"] == "Updated shop-build."
    assert {"Key": "number", "Value": "2"} in several.described("shop-build")["Tags"]
    name = several.described("shop-build")["Outputs"][0]["OutputValue"]
    assert source_of(several, name) == "shop-source"

    commit = several.push({"build.json": b'{"Parameters": {"SourceRepository": "elsewhere"}}'})
    several.succeeded(commit)
    assert source_of(several, name) == "elsewhere"


def source_of(meta: Meta, pipeline: str) -> str:
    """The repository that a pipeline builds."""
    declared = meta.client("codepipeline").get_pipeline(name=pipeline)["pipeline"]
    return str(declared["stages"][0]["actions"][0]["configuration"]["RepositoryName"])
