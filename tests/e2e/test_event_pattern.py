"""Which events reach the queue, by the event pattern that is deployed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import image_push_event
from sandbox.local_cloud import LocalCloud

EVENTS = Path(__file__).parent.parent / "events"

REACH_THE_QUEUE = {
    "ecr_image_action_push.json",
    "ecr_image_action_push_cosign_signature.json",  # a tag like any other; no rule takes it
    "ecr_image_action_push_index.json",
    "ecr_image_action_push_without_media_types.json",
    "ecr_image_scan.json",
    "inspector2_scan.json",
}


def _of_the_bus() -> Iterator[str]:
    """The events that come by EventBridge; batches of a queue and jobs of a pipeline do not."""
    for path in EVENTS.glob("*.json"):
        if "detail-type" in json.loads(path.read_text()):
            yield path.name


@pytest.fixture(scope="module")
def parked(cloud: LocalCloud) -> str:
    """The URL of a queue that nobody takes messages from, behind the deployed rule."""
    outputs = cloud.application.deploy("tagboat-pattern", {"InfraRepository": "infra"})
    _park(cloud, outputs["FunctionName"])
    return outputs["QueueUrl"]


def _park(cloud: LocalCloud, function: str) -> None:
    client = cloud.aws.client("lambda")
    (mapping,) = client.list_event_source_mappings(FunctionName=function)["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)


def _received(cloud: LocalCloud, queue_url: str) -> list[dict[str, object]]:
    sqs = cloud.aws.client("sqs")
    found: list[dict[str, object]] = []
    while some := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages"):
        for message in some:
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            found.append(json.loads(message["Body"]))
    return found


@pytest.mark.parametrize("name", sorted(_of_the_bus()))
def test_tagged_pushes_and_scans_reach_the_queue_and_nothing_else_does(
    cloud: LocalCloud, parked: str, name: str
) -> None:
    event = json.loads((EVENTS / name).read_text())
    cloud.put_events([image_push_event.entry_of(event)])
    received = _received(cloud, parked)
    if name in REACH_THE_QUEUE:
        (found,) = received
        assert found["detail"] == event["detail"]
        assert found["account"] == "123456789012"
    else:
        assert received == []


def test_scans_of_images_without_tags_do_not_reach_the_queue(
    cloud: LocalCloud, parked: str
) -> None:
    event = json.loads((EVENTS / "ecr_image_scan.json").read_text())
    event["detail"]["image-tags"] = []
    cloud.put_events([image_push_event.entry_of(event)])
    assert _received(cloud, parked) == []


def test_the_quick_start_takes_pushes_of_its_image_repository_only(cloud: LocalCloud) -> None:
    parameters = {"InfraRepository": "infra", "ImageRepository": "team/web"}
    outputs = cloud.application.deploy("tagboat-pattern-one", parameters)
    _park(cloud, outputs["FunctionName"])
    cloud.put_events([image_push_event.entry("team/web", "v1")])
    cloud.put_events([image_push_event.entry("team/other", "v1")])
    scan = json.loads((EVENTS / "ecr_image_scan.json").read_text())
    cloud.put_events([image_push_event.entry_of(scan)])
    (found,) = _received(cloud, outputs["QueueUrl"])
    assert found["detail"]["repository-name"] == "team/web"  # type: ignore[index]
