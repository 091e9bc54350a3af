"""Scans of images: what they have found, as a test says, and how ECR tells of it.

Source: Amazon ECR API Reference, "DescribeImageScanFindings"; Amazon ECR User Guide, "Scan images
for software vulnerabilities in Amazon ECR". An enhanced scan is Amazon Inspector's: it is ACTIVE
for as long as it is kept up to date, and its findings have a list of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from moto.ecr.exceptions import ScanNotFoundException
from moto.ecr.models import Image, Repository

from sandbox.aws.ecr.paging import page_of

_DESCRIPTIONS = {
    "COMPLETE": "The scan was completed successfully.",
    "ACTIVE": "Continuous scan is selected for image.",
    "PENDING": "Pending start of the image scan.",
    "UNSUPPORTED_IMAGE": "UnsupportedImageError: The operating system and/or package manager are"
    " not supported.",
}
_WITH_FINDINGS = ("COMPLETE", "ACTIVE")


@dataclass(frozen=True)
class Scan:
    """A scan of one image."""

    status: str
    """One of `ImageScanStatus`."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many findings there are of each severity."""
    enhanced: bool = False
    """Whether it is Amazon Inspector's."""
    without_findings: bool = False
    """Whether its findings have not been handed over yet, though it is called complete."""
    completed_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def has_findings(self) -> bool:
        """Whether it says what was found."""
        return self.status in _WITH_FINDINGS and not self.without_findings


def set_scan(repository: Repository, digest: str, scan: Scan | None) -> None:
    """Let an image have been scanned, or not."""
    for image in repository.images:
        if image.image_digest == digest:
            image.scan = scan  # type: ignore[attr-defined]  # It is ours, and moto's to copy.


def scan_of(image: Image) -> Scan | None:
    """The scan of an image, if there is one."""
    found: Scan | None = getattr(image, "scan", None)
    return found


def described(repository: Repository, image: Image, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to `DescribeImageScanFindings`.

    Args:
        repository: The image repository.
        image: The image that is asked about.
        given: The request's parameters.

    Raises:
        ScanNotFoundException: It was not scanned.
        AwsError: The parameters are out of their bounds.
    """
    scan, id_ = scan_of(image), given["imageId"]
    if scan is None:
        told = ", ".join(f"{key}:'{id_.get(key, 'null')}'" for key in ("imageDigest", "imageTag"))
        raise ScanNotFoundException(
            image_id=f"{{{told}}}",
            repository_name=repository.name,
            registry_id=repository.registry_id,
        )
    findings, more = _findings(scan, given)
    description = _DESCRIPTIONS.get(scan.status, f"The scan is {scan.status}.")
    return {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "imageId": id_,
        "imageScanStatus": {"status": scan.status, "description": description},
        "imageScanFindings": findings,
        **more,
    }


def _findings(scan: Scan, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was found, a page of it, and the token of the next one."""
    if not scan.has_findings:
        return {"findings": []}, {}
    severities = [name for name, count in scan.counts.items() for _ in range(count)]
    some, more = page_of([*enumerate(severities, 1)], given, "imageIds")
    key = "enhancedFindings" if scan.enhanced else "findings"
    title = "title" if scan.enhanced else "name"
    found = {
        key: [{title: f"CVE-2026-{number:04}", "severity": severity} for number, severity in some],
        "findingSeverityCounts": {name: count for name, count in scan.counts.items() if count},
        "imageScanCompletedAt": scan.completed_at.isoformat(),
        "vulnerabilitySourceUpdatedAt": scan.completed_at.isoformat(),
    }
    return found, more
