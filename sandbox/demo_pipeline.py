"""`make demo-pipeline`: an image push is deployed, by a pipeline that a commit changes."""

import sys
import tempfile
from pathlib import Path

from sandbox.demonstration import PATIENCE_SECONDS, step, wait_until
from sandbox.example_application import (
    PIPELINE_STACK,
    REPOSITORY,
    begin,
    deployed_tag,
    pipeline_name,
    stages,
    with_stage,
)
from sandbox.local_cloud import LocalCloud
from sandbox.pushed_image import PushedImage

STAGE = "Check"


class NotInTime(Exception):
    """What should have happened did not."""


def main() -> int:
    """Run the demonstration; the exit code is 0 if all of it happened."""
    with tempfile.TemporaryDirectory() as folder, LocalCloud(Path(folder)) as cloud:
        try:
            _demonstrate(cloud)
        except NotInTime as error:
            print(f"\nNot within {PATIENCE_SECONDS} s: {error}", file=sys.stderr)
            return 1
    return 0


def _demonstrate(cloud: LocalCloud) -> None:
    with step("sam build", "both applications"):
        cloud.application.build()
        cloud.meta_pipeline.build()
    application = begin(cloud)
    with step("sam deploy", "meta-pipeline.yaml, which makes the application's pipeline"):
        cloud.meta_pipeline.deploy("shop-meta", application.parameters)
        _wait_for_stages(cloud, "Source", "Dev", "Prod")
    with step("sam deploy", "template.yaml, for the same repository"):
        cloud.application.deploy("shop-tagboat", {"InfraRepository": REPOSITORY})
    with step("image push", "shop:1.1.0, which is committed and then deployed"):
        _push(cloud, "1.1.0")
    with step("git push", f"pipeline.yaml with a stage {STAGE}: the pipeline gets it"):
        application.git.commit({"pipeline.yaml": with_stage(STAGE)}, f"Add a stage {STAGE}")
        _wait_for_stages(cloud, "Source", "Dev", STAGE, "Prod")
    with step("image push", "shop:1.2.0, which flows through the new stage"):
        _push(cloud, "1.2.0")
    print("\nWhat is deployed:\n")
    for stack in ("shop-dev", "shop-check", "shop-prod"):
        print(f"    {stack:12}{deployed_tag(cloud, stack)}")


def _push(cloud: LocalCloud, tag: str) -> None:
    cloud.push(PushedImage("shop", tag))
    if not wait_until(lambda: deployed_tag(cloud, "shop-prod") == tag):
        raise NotInTime(f"{tag} is deployed to prod")


def _wait_for_stages(cloud: LocalCloud, *wanted: str) -> None:
    if not wait_until(lambda: _stages(cloud) == list(wanted)):
        raise NotInTime(f"the application's pipeline has the stages {', '.join(wanted)}")


def _stages(cloud: LocalCloud) -> list[str]:
    """The stages of the application's pipeline; none before there is one."""
    found = cloud.aws.client("cloudformation").describe_stacks()["Stacks"]
    ready = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    status = {stack["StackName"]: stack["StackStatus"] for stack in found}
    return stages(cloud, pipeline_name(cloud)) if status.get(PIPELINE_STACK) in ready else []


if __name__ == "__main__":
    sys.exit(main())
