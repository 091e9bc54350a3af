"""The event that is sent when the scan of an image has ended: by Amazon ECR, or by Inspector.

Source: Amazon ECR User Guide, "Amazon ECR events and EventBridge" and "EventBridge events sent for
enhanced scanning in Amazon ECR".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.aws.ecr import Scan
from sandbox.image_push_event import entry_of


def entry(
    arn: str, repository: str, digest: str, tags: Sequence[str], scan: Scan
) -> Mapping[str, Any]:
    """What `events:PutEvents` takes for a scan that has ended.

    Args:
        arn: The ARN of the image repository.
        repository: Its name.
        digest: The image's.
        tags: Those that it has.
        scan: What was found.
    """
    counts = {name: count for name, count in scan.counts.items() if count}
    if scan.enhanced:
        counts["TOTAL"] = sum(counts.values())
    detail = {
        "scan-status": "INITIAL_SCAN_COMPLETE" if scan.enhanced else scan.status,
        "repository-name": arn if scan.enhanced else repository,
        "finding-severity-counts": counts,
        "image-digest": digest,
        "image-tags": list(tags),
    }
    source, kind = ("aws.ecr", "ECR Image Scan")
    if scan.enhanced:
        source, kind = ("aws.inspector2", "Inspector2 Scan")
    return entry_of({"source": source, "detail-type": kind, "resources": [arn], "detail": detail})
