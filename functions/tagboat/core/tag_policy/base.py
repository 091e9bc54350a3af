"""What a tag policy is: of the images that a rule may write, which one, and why not the others."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from tagboat.core.image_push import ImagePush


class Candidate(Struct, frozen=True):
    """A push that a rule may write, with the variables that its values may use."""

    push: ImagePush
    variables: Mapping[str, str]


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
