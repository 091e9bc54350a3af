"""The whole circle: an image push is deployed, by a pipeline that a commit changes."""

from sandbox.example_application import deployed_tag, pipeline_name, with_stage
from sandbox.pushed_image import PushedImage
from tests.e2e.meta_pipeline.meta import Meta, eventually


def test_an_image_push_flows_through_a_pipeline_that_updates_itself(meta: Meta) -> None:
    meta.cloud.application.build()
    meta.cloud.application.deploy("shop-tagboat", {"InfraRepository": "shop"})

    meta.cloud.push(PushedImage("shop", "1.1.0"))
    eventually(lambda: deployed_tag(meta.cloud, "shop-prod") == "1.1.0", "1.1.0 is in prod")
    assert deployed_tag(meta.cloud, "shop-dev") == "1.1.0"

    before = meta.executions()
    meta.settled()
    assert meta.executions() == before, "the tag does not concern the meta pipeline"

    meta.succeeded(meta.push({"pipeline.yaml": with_stage("Check")}))
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Check", "Prod"]

    meta.cloud.push(PushedImage("shop", "1.2.0"))
    eventually(lambda: deployed_tag(meta.cloud, "shop-prod") == "1.2.0", "1.2.0 is in prod")
    assert deployed_tag(meta.cloud, "shop-check") == "1.2.0"
