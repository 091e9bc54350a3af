"""What a registry knows of images, as plain data: which digest a tag has, and since when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum

from msgspec import Struct

from tagboat.core.image_push import ImagePush

# "Amazon ECR API Reference": ImageIdentifier; the tag as in the OCI Distribution Specification.
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


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

    @classmethod
    def of(cls, tag: str, digest: str) -> "ImageId | None":
        """The surest id of an image of which a tag, a digest, both or neither is known.

        None too for a text that is no tag and no digest: a registry would refuse the question.
        """
        if _DIGEST.fullmatch(digest):
            return cls(digest=digest)
        return cls(tag=tag) if _TAG.fullmatch(tag) else None

    def __str__(self) -> str:
        return self.tag or self.digest


class RegistryImage(Struct, frozen=True, kw_only=True):
    """An image that a registry has."""

    digest: str
    tags: tuple[str, ...] = ()
    pushed_at: datetime
    """When this digest was pushed first: another tag for it does not change that."""

    def pushes(self, repository: ImageRepository, id_: str = "") -> Iterator[ImagePush]:
        """The pushes that it may have come by, one for each tag.

        Args:
            repository: Where it is.
            id_: The id of the event that tells of it; empty where none does.
        """
        for tag in self.tags:
            yield ImagePush(
                id=id_,
                account=repository.account,
                region=repository.region,
                repository=repository.name,
                tag=tag,
                digest=self.digest,
                pushed_at=self.pushed_at,
                listed=True,
            )


class NotAsked(Struct, frozen=True):
    """Why nothing is known of an image repository."""

    reason: str
    """A clause, such as `ECR could not be asked: …`."""


class Unlisted(Enum):
    """Why the images of an image repository are not known, where nobody has refused to say."""

    MISSING = "the registry has no such image repository"
    UNFINISHED = "there was no time left to list all of its images"


type Listed = Sequence[RegistryImage] | NotAsked | Unlisted
"""All images of an image repository, or why they are not known."""
type Known = Mapping[ImageId, RegistryImage | None]
"""What a registry has said of images: None of those that it has not."""
type Answer = Known | NotAsked
"""What is known of the images of one image repository."""
type Answers = Mapping[ImageRepository, Answer]
