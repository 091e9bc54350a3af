"""An image whose rule requires a scan is written once its scan has ended, and found nothing bad."""

import pytest

from sandbox.aws.ecr import Scan
from sandbox.pushed_image import PushedImage
from tests.e2e.deployed import Deployed

REQUIRED = {"scan": {"max_severity": "MEDIUM", "wait": "30m"}}


def test_an_image_with_a_bad_finding_is_held_and_says_where_to_look(deployed: Deployed) -> None:
    image = deployed.add_rule("refused", {"refused": b"v0\n"}, "refused", require=REQUIRED)
    pushed = PushedImage(image, "v1")
    deployed.cloud.put_images(pushed)
    deployed.cloud.scan(pushed, Scan("COMPLETE", {"HIGH": 1, "LOW": 2}), is_told=False)
    deployed.cloud.put_events([pushed.event])
    assert deployed.settled() == ()
    kind, error, reason = deployed.last_outcome(image)
    assert (kind, error) == ("held", None)
    assert "its scan found 1 HIGH, 2 LOW, and the rule's 'require' allows MEDIUM" in reason
    assert f"/ecr/repositories/private/123456789012/{image}/_/image/{pushed.digest}/" in reason
    assert deployed.content("refused") == b"v0\n"


@pytest.mark.parametrize(
    ("name", "scan"),
    [
        ("basic", Scan("COMPLETE", {"MEDIUM": 1})),
        ("enhanced", Scan("ACTIVE", {"UNTRIAGED": 3}, enhanced=True)),
    ],
)
def test_a_clean_image_waits_for_its_scan_and_is_written_when_its_event_comes(
    deployed: Deployed, name: str, scan: Scan
) -> None:
    image = deployed.add_rule(name, {name: b"v0\n"}, name, require=REQUIRED)
    assert deployed.push(image, "v1") == ()
    kind, _, reason = deployed.last_outcome(image)
    assert kind == "held"
    assert reason.startswith("waits for its scan until ")
    assert deployed.content(name) == b"v0\n"
    deployed.cloud.scan(PushedImage(image, "v1"), scan)
    assert deployed.settled() == ()
    assert deployed.content(name) == b"v1\n"
    assert [one["outcome"] for one in deployed.outcomes(image)] == ["held", "written"]


def test_an_image_whose_scan_nobody_told_of_is_written_by_reconcile(deployed: Deployed) -> None:
    image = deployed.add_rule("unscanned", {"unscanned": b"v0\n"}, "unscanned", require=REQUIRED)
    deployed.push(image, "v1")
    deployed.cloud.scan(PushedImage(image, "v1"), Scan("COMPLETE"), is_told=False)
    deployed.reconcile()
    assert deployed.content("unscanned") == b"v1\n"


def test_an_index_waits_for_its_image_and_is_written_by_reconcile(deployed: Deployed) -> None:
    image = deployed.add_rule("index", {"index": b"v0\n"}, "index", require=REQUIRED)
    pushed = PushedImage(image, "v1", is_index=True)
    deployed.cloud.push(pushed)
    assert deployed.settled() == ()
    assert "of one of the images of its index" in deployed.last_outcome(image)[2]
    deployed.cloud.scan(pushed, Scan("COMPLETE", {"LOW": 1}))
    deployed.reconcile()
    assert deployed.content("index") == b"v1\n"
    assert pushed.digest != pushed.scanned_digest


def test_a_scan_that_no_rule_waits_for_has_no_outcome(deployed: Deployed) -> None:
    image = deployed.add_rule("free", {"free": b"v0\n"}, "free")
    deployed.push(image, "v1")
    deployed.cloud.scan(PushedImage(image, "v1"), Scan("COMPLETE", {"CRITICAL": 1}))
    assert deployed.settled() == ()
    assert [one["outcome"] for one in deployed.outcomes(image)] == ["written"]
    assert deployed.dead_letters() == []
