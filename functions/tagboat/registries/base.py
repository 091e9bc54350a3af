"""The port: what Tagboat needs of a registry."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from tagboat.core.image_scan import ScannedImage, Scans
from tagboat.core.registry import Answer, ImageId, ImageRepository, Listed, NotAsked

__all__ = ["Registry"]


class Registry(Protocol):
    """Images, in all image repositories that can be reached."""

    def describe(
        self, wanted: Mapping[ImageRepository, Collection[ImageId]]
    ) -> Mapping[ImageRepository, Answer]:
        """Tell what is known of some images; one that is missing does not hide the others.

        Args:
            wanted: Images, by where they are.

        Raises:
            RetryableError: Ask again later.
        """

    def scans(self, images: Collection[ScannedImage]) -> Scans:
        """Tell what is known of the scans of some images, of each of them.

        Raises:
            RetryableError: Ask again later.
        """

    def list(
        self, repositories: Collection[ImageRepository], in_time: Callable[[], bool]
    ) -> Mapping[ImageRepository, Listed]:
        """All images of image repositories that have tags, in any order.

        Args:
            repositories: Where the images are.
            in_time: Whether there is time for another request; asked by several threads.

        Raises:
            RetryableError: Ask again later.
        """

    def repositories(self, account: str, region: str) -> Sequence[str] | NotAsked:
        """The names of all image repositories of an account in a region, in any order.

        Raises:
            RetryableError: Ask again later.
        """
