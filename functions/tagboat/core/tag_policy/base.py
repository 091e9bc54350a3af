"""What a tag policy is: of the pushes that a rule may write, which one, and why not the others."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from tagboat.core.image_push import ImagePush


class Choice(Struct, frozen=True):
    """The push to write, and why."""

    push: ImagePush
    reason: str


class TagPolicy(Protocol):
    """A way to choose. Pure, total, and independent of the order of the pushes."""

    def choose(self, pushes: Sequence[ImagePush]) -> Choice:
        """Choose one of at least one pushes."""
