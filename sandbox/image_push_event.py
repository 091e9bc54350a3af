"""The event that Amazon ECR sends when an image is pushed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPE = "application/vnd.oci.image.index.v1+json"
CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"


def manifest(*names: str) -> str:
    """The manifest of an image that has other content than images of other names have.

    Source: "OCI Image Format Specification: Image Manifest".
    """
    config = hashlib.sha256(json.dumps(names).encode()).hexdigest()
    described = {"mediaType": CONFIG_TYPE, "digest": f"sha256:{config}", "size": 2}
    return json.dumps(
        {"schemaVersion": 2, "mediaType": MANIFEST_TYPE, "config": described, "layers": []}
    )


def index(*manifests: str) -> str:
    """The manifest of an index of images, with an attestation beside each, as buildx makes them.

    Source: "OCI Image Format Specification: Image Index"; BuildKit, "Image attestation storage".
    """
    entries: list[dict[str, Any]] = []
    for text in manifests:
        image = {"mediaType": MANIFEST_TYPE, "digest": digest_of(text), "size": len(text)}
        notes = {
            "vnd.docker.reference.digest": image["digest"],
            "vnd.docker.reference.type": "attestation-manifest",
        }
        attestation = {"mediaType": MANIFEST_TYPE, "digest": digest_of(f"{text} is attested")}
        entries += [
            image | {"platform": {"architecture": "amd64", "os": "linux"}},
            attestation
            | {"size": 2, "annotations": notes}
            | {"platform": {"architecture": "unknown", "os": "unknown"}},
        ]
    return json.dumps({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": entries})


def digest_of(text: str) -> str:
    """The digest of the image whose manifest has a text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def entry(
    repository: str, tag: str, *, digest: str = "", pushed_at: datetime | None = None
) -> dict[str, Any]:
    """What `events:PutEvents` takes for the push of a tagged image.

    Args:
        repository: The image repository.
        tag: The tag.
        digest: The image's digest; empty for the one that `PushedImage` gives it.
        pushed_at: When; now if None.
    """
    detail = {
        "result": "SUCCESS",
        "repository-name": repository,
        "image-digest": digest or digest_of(manifest(repository, tag)),
        "action-type": "PUSH",
        "image-tag": tag,
        "manifest-media-type": MANIFEST_TYPE,
        "artifact-media-type": CONFIG_TYPE,
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
