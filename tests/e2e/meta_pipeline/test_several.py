"""One meta pipeline for several templates, each with a stack of its own."""

from collections.abc import Iterator

import pytest

from tests.e2e.meta_pipeline.meta import Meta

SECOND = """\
Parameters:
  Branch: {Type: String, Default: none}
Resources:
  Artifacts:
    Type: AWS::S3::Bucket
Outputs:
  Branch: {Value: !Ref Branch}
"""


@pytest.fixture
def several(meta: Meta) -> Iterator[Meta]:
    """It keeps a second stack up to date too; afterwards it is deployed back."""
    meta.push({"second.yaml": SECOND.encode(), "second.json": b'{"Tags": {"number": "2"}}'})
    meta.deploy(
        PipelineTemplates="pipeline.yaml,second.yaml",
        PipelineStacks="shop-pipeline,shop-second",
        ConfigurationFiles="pipeline.json,second.json",
    )
    yield meta
    meta.deploy()
    meta.settled()
    cloudformation = meta.client("cloudformation")
    cloudformation.update_termination_protection(
        StackName="shop-second", EnableTerminationProtection=False
    )
    cloudformation.delete_stack(StackName="shop-second")


def test_each_template_becomes_its_stack_with_its_own_parameters_and_tags(several: Meta) -> None:
    commit = several.push({"second.yaml": f"# First\n{SECOND}".encode()})
    several.succeeded(commit)
    assert several.actions()["Review"]["summary"] == (
        "shop-pipeline: nothing to change.\nshop-second: 1 added."
    )
    assert several.actions()["Update"]["summary"] == "Updated shop-second."
    stack = several.described("shop-second")
    assert stack["Outputs"][0]["OutputValue"] == "none"
    assert {"Key": "number", "Value": "2"} in stack["Tags"]

    commit = several.push({"second.json": b'{"Parameters": {"Branch": "main"}}'})
    several.succeeded(commit)
    assert several.described("shop-second")["Outputs"][0]["OutputValue"] == "main"
