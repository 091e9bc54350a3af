"""A stack that somebody else has made is left alone until the meta pipeline is told to take it."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.meta_pipeline.meta import Meta

FOREIGN = {"Resources": {"Theirs": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}}


@pytest.fixture
def foreign(meta: Meta) -> Iterator[str]:
    """A stack of somebody else's, which the meta pipeline is to update; it is deployed back."""
    cloudformation = meta.client("cloudformation")
    cloudformation.create_stack(StackName="shop-foreign", TemplateBody=json.dumps(FOREIGN))
    yield "shop-foreign"
    meta.deploy()
    meta.settled()
    cloudformation.update_termination_protection(
        StackName="shop-foreign", EnableTerminationProtection=False
    )
    cloudformation.delete_stack(StackName="shop-foreign")


def released(meta: Meta) -> str:
    """Release the change by hand, on the branch's head; how the execution ends."""
    answer = meta.client("codepipeline").start_pipeline_execution(name=meta.stack)
    meta.settled()
    if meta.waiting():
        meta.answer("Approved")
        meta.settled()
    found = [
        execution["status"]
        for execution in meta.executions()
        if execution["pipelineExecutionId"] == answer["pipelineExecutionId"]
    ]
    return str(found[0])


def test_a_stack_of_somebody_else_s_is_taken_over_only_if_told_to(meta: Meta, foreign: str) -> None:
    meta.deploy(PipelineStacks=foreign)
    assert released(meta) == "Failed"
    assert meta.actions()["Review"]["errorDetails"]["message"] == (
        "The stack shop-foreign was not made by a meta pipeline, and is left alone. If this meta"
        " pipeline is to take it over, set its parameter AdoptStacks to yes, and release the"
        " change again."
    )
    assert meta.described(foreign)["StackStatus"] == "CREATE_COMPLETE"

    meta.deploy(PipelineStacks=foreign, AdoptStacks="yes")
    meta.told()
    assert released(meta) == "Succeeded"
    ((_, message),) = meta.told()
    assert "shop-foreign: deletes Theirs (AWS::CloudFormation::WaitConditionHandle, " in message
    stack = meta.described(foreign)
    assert stack["EnableTerminationProtection"] is True
    owner = {"Key": "tagboat:meta-pipeline", "Value": meta.described(meta.stack)["StackId"]}
    assert owner in stack["Tags"]
