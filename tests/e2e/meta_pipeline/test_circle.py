"""The whole circle: an image push is deployed, by a pipeline that a commit changes."""

from sandbox.pushed_image import PushedImage
from tests.e2e.meta_pipeline.meta import Meta, eventually
from tests.e2e.meta_pipeline.templates import pipeline_of, with_stage


def deployed_tag(meta: Meta, stack: str) -> str:
    """The tag that an environment's stack says is deployed; empty without the stack."""
    found = meta.client("cloudformation").describe_stacks()["Stacks"]
    outputs = [one for stack_ in found if stack_["StackName"] == stack for one in stack_["Outputs"]]
    return "".join(one["OutputValue"] for one in outputs if one["OutputKey"] == "ImageTag")


def test_an_image_push_flows_through_a_pipeline_that_updates_itself(meta: Meta) -> None:
    meta.cloud.application.build()
    meta.cloud.application.deploy("shop-tagboat", {"InfraRepository": "shop"})

    meta.cloud.push(PushedImage("shop", "1.1.0"))
    eventually(lambda: deployed_tag(meta, "shop-prod") == "1.1.0", "1.1.0 is in prod")
    assert deployed_tag(meta, "shop-dev") == "1.1.0"

    before = meta.executions()
    meta.settled()
    assert meta.executions() == before, "the tag does not concern the meta pipeline"

    meta.succeeded(meta.push({"pipeline.yaml": with_stage("Check")}))
    assert meta.stages(pipeline_of(meta)) == ["Source", "Dev", "Check", "Prod"]

    meta.cloud.push(PushedImage("shop", "1.2.0"))
    eventually(lambda: deployed_tag(meta, "shop-prod") == "1.2.0", "1.2.0 is in prod")
    assert deployed_tag(meta, "shop-check") == "1.2.0"
