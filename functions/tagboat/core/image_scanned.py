"""A scan of an image has ended: what EventBridge says of it, whoever has scanned."""

import re
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from tagboat.core.errors import UnusableEvent
from tagboat.core.image_push import NAME_PATTERN, Account, Digest, ImagePush, Region, Tag, Time
from tagboat.core.registry import ImageRepository, RegistryImage
from tagboat.core.wrong_shape import wrong_shape

EVENTS = {("aws.ecr", "ECR Image Scan"), ("aws.inspector2", "Inspector2 Scan")}
"""Their sources and detail types: "Amazon ECR User Guide: Amazon ECR events and EventBridge", and
"EventBridge events sent for enhanced scanning in Amazon ECR"."""
_ARN = r"arn:[a-z-]+:ecr:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12}):repository/"
_NameOrArn = Annotated[
    str,
    Meta(
        pattern=rf"^(?:{_ARN})?{NAME_PATTERN}\Z",
        description="the name of an ECR repository, which ECR says, or its ARN, which Inspector"
        " says",
    ),
]


class ImageScanned(Struct, frozen=True, kw_only=True):
    """An image that may be looked at again, now that its scan has ended."""

    id: str
    """The id of the EventBridge event."""
    repository: ImageRepository
    digest: str
    tags: tuple[str, ...]
    scanned_at: datetime
    """When its scan ended, in UTC."""

    @property
    def told(self) -> tuple[ImagePush, ...]:
        """The image by each of its tags, as if it had been pushed when its scan ended.

        It is what the event says, until the registry says more.
        """
        image = RegistryImage(digest=self.digest, tags=self.tags, pushed_at=self.scanned_at)
        return tuple(image.pushes(self.repository, self.id))


class _Detail(Struct, frozen=True, rename="kebab"):
    repository_name: _NameOrArn
    image_digest: Digest
    image_tags: list[Tag] = []


class _ScanEvent(Struct, frozen=True):
    id: str
    account: Account
    region: Region
    time: Time
    detail: _Detail


def parse(event: str | bytes) -> ImageScanned:
    """Read an EventBridge event that is one of `EVENTS`. What the scan has found is not read.

    Args:
        event: The event as JSON text.

    Raises:
        UnusableEvent: It is not about an image in ECR.
    """
    try:
        said = msgspec.json.decode(event, type=_ScanEvent)
        scanned_at = said.time.astimezone(UTC)
    except msgspec.ValidationError as error:
        where, what = wrong_shape(error, _ScanEvent)
        place = f"{where}: " if where else ""
        raise UnusableEvent(f"Not the scan of an image in ECR: {place}{what}.") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError, OverflowError) as error:
        raise UnusableEvent(f"Not the scan of an image in ECR: {error}.") from error
    return ImageScanned(
        id=said.id,
        repository=_repository(said),
        digest=said.detail.image_digest,
        tags=tuple(said.detail.image_tags),
        scanned_at=scanned_at,
    )


def _repository(said: _ScanEvent) -> ImageRepository:
    """Where the image is: as the ARN says, for the event may be of Inspector's administrator."""
    named = said.detail.repository_name
    arn = re.match(_ARN, named)
    if arn is None:
        return ImageRepository(said.account, said.region, named)
    return ImageRepository(arn["account"], arn["region"], named[arn.end() :])
