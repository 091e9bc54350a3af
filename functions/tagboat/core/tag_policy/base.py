"""What a tag policy is: of the images that a rule may write, which one, and why not the others."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.image_scan import Scan
from tagboat.core.registry import ImageId, Known, RegistryImage

TAGGED_AGAIN_AFTER = timedelta(minutes=15)
"""Between the push of an image and an event that cannot be of that push any more."""


class Candidate(Struct, frozen=True):
    """A push that a rule may write, with the variables that its values may use."""

    push: ImagePush
    variables: Mapping[str, str]
    known: Known = {}
    """What the registry has said of images of this image repository."""
    scan: Scan | None = None
    """What it has said of the image's scan; None where that was not asked."""

    @property
    def stored(self) -> RegistryImage | None:
        """The image as the registry has it; None for as long as only the event tells of it."""
        return self.known.get(ImageId(tag=self.push.tag))

    @property
    def pushed_at(self) -> datetime:
        """When it was pushed, by the registry.

        An image that gets another tag keeps the time of its first push; the event has the later.
        """
        stored = self.stored
        if stored is None or self.push.pushed_at - stored.pushed_at > TAGGED_AGAIN_AFTER:
            return self.push.pushed_at
        return stored.pushed_at

    @property
    def told_at(self) -> datetime:
        """When it was pushed last: an image that is pushed again keeps its time in the registry."""
        return max(self.pushed_at, self.push.pushed_at)

    @property
    def order(self) -> tuple[datetime, str, str, str]:
        """Which of two counts as the later one; within a second the answer never varies.

        The registry's order is that of digests then, since a value in a file has to have it too.
        """
        if self.stored is None:
            return push_order(self.push)
        return self.pushed_at, self.push.digest, self.push.tag, self.push.id


class Choice(Struct, frozen=True):
    """What to write, and why."""

    candidate: Candidate | None
    """None: what is written already stays."""
    reason: str
    """Why it is this one, such as `the highest version in ^1.0.0`."""
    why_not: str
    """Why it is none of the others, such as `1.4.0 is higher`."""


class TagPolicy(Protocol):
    """A way to choose among images. Pure, total, and independent of their order."""

    by_push_time: bool
    """Whether the order is that of the pushes, which a value in a file does not tell."""

    follows_tag: bool
    """Whether it is one tag that moves, so that what the registry says it is now is the newest."""

    ranks_any_text: bool
    """Whether any text has a rank, so that the rank of a tag that was not meant tells nothing."""

    def refusal(self, variables: Mapping[str, str]) -> str | None:
        """Say why an image is not one of those to choose among; None if it is.

        Args:
            variables: What a rule knows of the image: at least `IMAGE_TAG`, and the named groups.
        """

    def choose(
        self, candidates: Sequence[Candidate], current: Mapping[str, str] | None = None
    ) -> Choice:
        """Choose one of at least one candidates, or what is there already.

        Args:
            candidates: None of them is refused.
            current: The variables that could be read from the value that is written already, which
                may be few; None if there is nothing to be read.
        """

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:
        """Whether an image ranks above another, as their variables tell; None if they do not tell.

        Args:
            one: The variables that could be read from a value, which may be few.
            other: Those of another one.
        """
