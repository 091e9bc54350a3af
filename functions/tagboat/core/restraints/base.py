"""What a restraint is: what keeps a rule from writing an image that it would write."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from tagboat.core.outcomes import Kind
from tagboat.core.tag_policy.base import Candidate


class Held(Struct, frozen=True):
    """Why an image waits. Images that wait for the same thing have equal ones."""

    reason: str
    """What holds it, until when, and how it is released."""
    commit: str | None = None
    """The id of the commit that holds it, if one does."""
    kind: Kind = Kind.HELD
    """What becomes of it."""


class Restraint(Protocol):
    """What keeps images from being written. Pure; the time is handed in."""

    def holds(self, candidate: Candidate, now: datetime) -> Held | None:
        """Say why an image has to wait; None if it has not.

        Args:
            candidate: An image that a rule takes, with the rule's variables.
            now: The time, with its zone.
        """

    def standing(self, now: datetime) -> str | None:
        """What it holds at this time whatever the image is; None if it holds nothing."""
