"""What a registry says of the scan of an image: how many findings there are of each severity."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from msgspec import Struct

from tagboat.core.image_push import ImagePush
from tagboat.core.registry import ImageRepository, NotAsked

Severity = Literal[
    "CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNTRIAGED", "UNDEFINED", "NONE"
]
"""From the worst to no finding at all: "Amazon ECR API Reference", ImageScanFinding and
EnhancedImageScanFinding. Findings that nobody has rated rank lowest, as in Trivy and Grype."""
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_RANKS: dict[str, int] = {name: -index for index, name in enumerate(SEVERITIES)}
_RANKS["UNTRIAGED"] = _RANKS["UNDEFINED"]
_UNKNOWN_RANK = 1
_CONSOLES = {"cn-": "amazonaws.cn", "us-gov-": "amazonaws-us-gov.com"}


class ScannedImage(Struct, frozen=True, order=True):
    """An image that is scanned: by its digest, for a tag may move."""

    repository: ImageRepository
    digest: str

    @classmethod
    def of(cls, push: ImagePush) -> "ScannedImage":
        """The image of a push."""
        return cls(ImageRepository(push.account, push.region, push.repository), push.digest)

    @property
    def console(self) -> str:
        """Where people see its findings."""
        one, region = self.repository, self.repository.region
        others = (domain for start, domain in _CONSOLES.items() if region.startswith(start))
        host = f"{region}.console.{next(others, 'aws.amazon.com')}"
        path = f"ecr/repositories/private/{one.account}/{one.name}/_/image/{self.digest}"
        return f"https://{host}/{path}/scan-results?region={region}"


class Scanned(Struct, frozen=True):
    """A scan that is complete."""

    counts: Mapping[str, int]
    """How many findings there are of each severity."""

    def worse_than(self, severity: Severity) -> bool:
        """Whether a finding is worse than a severity; one that we do not know is worse than any."""
        return any(
            count and _RANKS.get(name, _UNKNOWN_RANK) > _RANKS[severity]
            for name, count in self.counts.items()
        )

    def __str__(self) -> str:
        """What was found, the worst first: `1 CRITICAL, 5 LOW`."""
        found = [(name, count) for name, count in self.counts.items() if count]
        found.sort(key=lambda one: (-_RANKS.get(one[0], _UNKNOWN_RANK), one[0]))
        return ", ".join(f"{count} {name}" for name, count in found) or "nothing"


class Unscanned(Struct, frozen=True):
    """No result of a scan."""

    reason: str
    """A clause, such as `ECR knows of no scan of it`."""
    may_come: bool
    """Whether there may be one soon."""


type Scan = Scanned | Unscanned | NotAsked
"""What is known of the scan of an image that was asked about."""
type Scans = Mapping[ScannedImage, Scan]


def of_index(scans: Sequence[Scan]) -> Scan:
    """What is known of an index, by what is known of each of its images: no less is enough.

    The findings of several are not added up, for most images of an index have the same ones.
    """
    for scan in scans:
        if isinstance(scan, NotAsked):
            return scan
    unscanned = [scan for scan in scans if isinstance(scan, Unscanned)]
    if unscanned:
        first = min(unscanned, key=lambda scan: scan.may_come)
        return Unscanned(f"of one of the images of its index, {first.reason}", first.may_come)
    if not scans:
        return Unscanned("it is an index without images", may_come=False)
    counts: dict[str, int] = {}
    for scan in (scan for scan in scans if isinstance(scan, Scanned)):
        counts |= {name: max(counts.get(name, 0), n) for name, n in scan.counts.items()}
    return Scanned(counts)
