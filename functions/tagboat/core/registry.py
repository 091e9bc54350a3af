"""What a registry knows of images, as plain data: which digest a tag has, and since when."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct


class ImageRepository(Struct, frozen=True, order=True):
    """An image repository of Amazon ECR."""

    account: str
    region: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} of {self.account} in {self.region}"


class ImageId(Struct, frozen=True, order=True):
    """An image by its tag or, if that is empty, by its digest."""

    tag: str = ""
    digest: str = ""


class RegistryImage(Struct, frozen=True, kw_only=True):
    """An image that a registry has."""

    digest: str
    tags: tuple[str, ...] = ()
    pushed_at: datetime
    """When this digest was pushed first: another tag for it does not change that."""


class NotAsked(Struct, frozen=True):
    """Why nothing is known of an image repository."""

    reason: str
    """A clause, such as `ECR could not be asked: …`."""


type Answer = Mapping[ImageId, RegistryImage | None] | NotAsked
"""What a registry knows of the images that it was asked for: None for those that it has not."""
