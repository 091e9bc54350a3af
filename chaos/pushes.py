"""The images that are pushed, and how their tags are ranked: known here without asking Tagboat."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.pushed_image import PushedImage


@dataclass(frozen=True)
class Push:
    """One push of one image."""

    number: int
    """Its place among all pushes, from 1: a later push has a higher number."""
    image: str
    """The image repository."""
    tag: str
    rank: int
    """Where tags are compared, the higher one wins; 0 for a tag that its rule does not take."""

    def pushed(self, beginning: datetime) -> PushedImage:
        """The image as ECR gets it: another one for each push, a second after the last.

        Args:
            beginning: When the pushes began.
        """
        moment = beginning + timedelta(seconds=self.number)
        return PushedImage(self.image, self.tag, f"{self.tag} {self.number}", moment)

    @property
    def digest(self) -> str:
        """What ECR knows it by."""
        return PushedImage(self.image, self.tag, f"{self.tag} {self.number}").digest
