"""What ECR says of the scan of an image: "Amazon ECR API Reference", DescribeImageScanFindings.

DescribeImages tells nothing of it: neither of enhanced scans, by Amazon Inspector, nor, as its
documentation says, of basic ones in their present version.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tagboat.core.image_scan import Scan, Scanned, ScannedImage, Unscanned, of_index
from tagboat.core.registry import NotAsked
from tagboat.registries.ecr_errors import RegistryRefuses, translated
from tagboat.registries.ecr_index import images_in

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import DescribeImageScanFindingsResponseTypeDef

_DONE = ("COMPLETE", "ACTIVE")
"""Of a scan that was made once, and of one that is brought up to date again and again."""
_NEVER = {
    "FAILED",
    "UNSUPPORTED_IMAGE",
    "SCAN_ELIGIBILITY_EXPIRED",
    "LIMIT_EXCEEDED",
    "IMAGE_ARCHIVED",
}
# For about a minute after a push as well, before Inspector has heard of the image.
_NOT_SCANNED = Unscanned("ECR knows of no scan of it", may_come=True)
_GONE = {
    "ImageNotFoundException": Unscanned("the image is not in ECR any more", may_come=False),
    "RepositoryNotFoundException": Unscanned("its image repository is not in ECR", may_come=False),
}
_MISSING: Mapping[str, Unscanned] = {"ScanNotFoundException": _NOT_SCANNED, **_GONE}
# "Amazon ECR User Guide: IAM permissions required for enhanced scanning".
_ENHANCED = ", and where scans are enhanced inspector2:ListFindings and inspector2:ListCoverage"


def scan_of(client: "ECRClient", image: ScannedImage) -> Scan:
    """Ask for one scan, without its findings: the number of each severity is enough.

    An index is not scanned itself: what was found in each of its images counts.

    Raises:
        RetryableError: Ask again later.
    """
    try:
        scan = _asked(client, image)
        if not isinstance(scan, Unscanned) or scan in _GONE.values():
            return scan
        with translated(str(image.repository), but=_GONE):
            images = images_in(client, image)
        return scan if images is None else of_index([_asked(client, one) for one in images])
    except ClientError as error:
        return _GONE[error.response["Error"]["Code"]]
    except RegistryRefuses as error:
        return NotAsked(str(error))


def _asked(client: "ECRClient", image: ScannedImage) -> Scan:
    repository = image.repository
    try:
        with translated(f"{repository}{_ENHANCED}", but=_MISSING):
            answer = client.describe_image_scan_findings(
                registryId=repository.account,
                repositoryName=repository.name,
                imageId={"imageDigest": image.digest},
                maxResults=1,
            )
    except ClientError as error:
        return _MISSING[error.response["Error"]["Code"]]
    return _scan(answer)


def _scan(answer: "DescribeImageScanFindingsResponseTypeDef") -> Scan:
    """What an answer means; a status that we do not know is of a scan that may be done later.

    ECR calls an enhanced scan complete, or active, before Inspector has handed it any findings;
    the time of the scan comes with them (https://github.com/aws/aws-sdk/issues/289).
    """
    told, found = answer.get("imageScanStatus", {}), answer.get("imageScanFindings", {})
    status, why = told.get("status", "UNKNOWN"), told.get("description", "")
    if status in _DONE and "imageScanCompletedAt" in found:
        counts = found.get("findingSeverityCounts", {})
        return Scanned({str(severity): count for severity, count in counts.items()})
    if status in _DONE:
        return Unscanned(f"ECR says {status}, but has no findings yet", may_come=True)
    said = f"ECR says {status}: {why}" if why else f"ECR says {status}"
    return Unscanned(said.rstrip("."), may_come=status not in _NEVER)
