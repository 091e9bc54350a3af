"""The event that Amazon ECR sends when an image is pushed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def entry(
    repository: str, tag: str, *, digest: str = "", pushed_at: datetime | None = None
) -> dict[str, Any]:
    """What `events:PutEvents` takes for the push of a tagged image.

    Args:
        repository: The image repository.
        tag: The tag.
        digest: The image's digest; one made from repository and tag if empty.
        pushed_at: When; now if None.
    """
    detail = {
        "result": "SUCCESS",
        "repository-name": repository,
        "image-digest": digest
        or f"sha256:{hashlib.sha256(f'{repository}:{tag}'.encode()).hexdigest()}",
        "action-type": "PUSH",
        "image-tag": tag,
        "manifest-media-type": "application/vnd.oci.image.manifest.v1+json",
        "artifact-media-type": "application/vnd.oci.image.config.v1+json",
    }
    return entry_of(
        {"source": "aws.ecr", "detail-type": "ECR Image Action", "detail": detail}, pushed_at
    )


def entry_of(event: Mapping[str, Any], pushed_at: datetime | None = None) -> dict[str, Any]:
    """What `events:PutEvents` takes for an event as EventBridge delivers it."""
    return {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
        "Resources": event.get("resources", []),
        "Time": pushed_at or datetime.now(UTC),
    }
