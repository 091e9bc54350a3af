"""Never backwards: what ECR says was pushed last stays, in whatever order events come."""

from datetime import UTC, datetime, timedelta

from sandbox.pushed_image import PushedImage
from tests.e2e.deployed import Deployed


def test_pushes_whose_events_come_in_reverse_order_end_with_the_newer(deployed: Deployed) -> None:
    image = deployed.add_rule("order", {"order": b"v0\n"}, "order")
    now = datetime.now(UTC)
    older = PushedImage(image, "v1", pushed_at=now - timedelta(minutes=9))
    newer = PushedImage(image, "v2", pushed_at=now - timedelta(minutes=8))
    deployed.cloud.put_images(older, newer)
    for pushed in (newer, older):
        deployed.restart()
        deployed.cloud.put_events([pushed.event])
        assert deployed.settled() == ()
    assert deployed.content("order") == b"v2\n"
    kinds = {one["push"]["tag"]: one["outcome"] for one in deployed.outcomes(image)}
    assert kinds == {"v1": "older", "v2": "written"}
    assert deployed.last_outcome(image)[2].startswith("order: v2 is there already")


def test_only_what_a_tag_is_now_is_written(deployed: Deployed) -> None:
    rule = {"file": "moving", "value": "$IMAGE_DIGEST"}
    image = deployed.add_rule("moving", {"moving": b"none\n"}, rule, policy={"digest": "latest"})
    first, second = PushedImage(image, "latest", "1"), PushedImage(image, "latest", "2")
    deployed.cloud.put_images(first, second)
    deployed.cloud.put_events([second.event])
    deployed.settled()
    deployed.restart()
    deployed.cloud.put_events([first.event])
    deployed.settled()
    assert deployed.content("moving").decode().strip() == second.digest
    reason = f"the tag was moved to {second.digest} in ECR"
    assert deployed.last_outcome(image) == ("older", None, reason)


def test_an_image_that_was_deleted_before_its_event_came_is_not_written(
    deployed: Deployed,
) -> None:
    image = deployed.add_rule("deleted", {"deleted": b"v1\n"}, "deleted")
    pushed = PushedImage(image, "v2")
    deployed.cloud.put_images(pushed)
    deployed.cloud.aws.client("ecr").batch_delete_image(
        repositoryName=image, imageIds=[{"imageTag": "v2"}]
    )
    deployed.cloud.put_events([pushed.event])
    deployed.settled()
    assert deployed.content("deleted") == b"v1\n"
    assert deployed.last_outcome(image) == ("ignored", None, "the image is not in ECR any more")
