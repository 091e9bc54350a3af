"""The minimum age: an image is written once it has been there for a while (soak)."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from tagboat.core.restraints.base import Held
from tagboat.core.tag_policy.base import Candidate


class MinimumAge(Struct, frozen=True):
    """Images that wait until they are old enough, by the time of their push."""

    age: timedelta
    written: str
    """As somebody wrote it."""

    def holds(self, candidate: Candidate, now: datetime) -> Held | None:
        """Hold an image that was pushed less than the minimum age ago."""
        try:
            enough = candidate.push.pushed_at + self.age
        except OverflowError:  # In the year 9999, which an event may name.
            return Held(f"'minimum_age' is {self.written}, and its push is in a far future")
        if enough <= now:
            return None
        at = f"{enough.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        return Held(
            f"younger than {self.written}, the rule's 'minimum_age': old enough at {at}; shorten it"
            " to release the image sooner"
        )

    def standing(self, now: datetime) -> str | None:  # noqa: ARG002 - it depends on the image
        """Nothing: it depends on the image."""
        return None
