"""A scan that is required: an image is written once its scan has found nothing too bad."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from tagboat.core.image_scan import Scanned, ScannedImage, Severity, Unscanned
from tagboat.core.registry import NotAsked
from tagboat.core.restraints.base import Held
from tagboat.core.tag_policy.base import Candidate


class RequiredScan(Struct, frozen=True, kw_only=True):
    """Images that wait until their scan is complete, and for good if it has found too much."""

    max_severity: Severity
    """The worst that a finding may be."""
    wait: timedelta
    """For how long after its push an image without a result is said to be waiting for one."""
    written: str
    """How long that is, as somebody wrote it."""

    def __str__(self) -> str:
        """What is required, as a clause."""
        worse = "" if self.max_severity == "NONE" else f" worse than {self.max_severity}"
        return f"its scan has found nothing{worse}"

    def holds(self, candidate: Candidate, now: datetime) -> Held | None:
        """Hold an image by what is known of its scan.

        One that was not asked about is not held: it is asked about before it is written.
        """
        match candidate.scan:
            case Scanned() as found:
                return self._refusal(candidate, found)
            case Unscanned(reason, may_come):
                return self._without_result(candidate, reason, now, may_come=may_come)
            case NotAsked(reason):
                return Held(
                    f"its scan is not known, since {reason}; mend that, or remove 'require' to"
                    " release the image"
                )
        return None

    def standing(self, now: datetime) -> str | None:  # noqa: ARG002 - it depends on the image
        """Nothing: it depends on the image."""
        return None

    def _refusal(self, candidate: Candidate, found: Scanned) -> Held | None:
        if not found.worse_than(self.max_severity):
            return None
        most = "none" if self.max_severity == "NONE" else f"{self.max_severity} at most"
        return Held(
            f"its scan found {found}, and the rule's 'require' allows {most}: see"
            f" {ScannedImage.of(candidate.push).console}; push an image without them, or change"
            " 'max_severity' to release this one"
        )

    def _without_result(
        self, candidate: Candidate, reason: str, now: datetime, *, may_come: bool
    ) -> Held:
        if not may_come:
            return Held(f"it has no scan: {reason}; remove 'require' to release the image")
        try:
            until = candidate.push.pushed_at + self.wait
        except OverflowError:  # In the year 9999, which an event may name.
            until = datetime.max.replace(tzinfo=UTC)
        if now < until:
            at = f"{until.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
            return Held(
                f"waits for its scan until {at}: {reason}; it is written once its scan lets it"
            )
        return Held(
            f"no scan result {self.written} after its push: {reason}; let ECR scan the image"
            " repository on push, or remove 'require' to release the image"
        )
