"""An image that is pushed: it is in ECR, and ECR tells of it on the event bus."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox import image_push_event


@dataclass(frozen=True)
class PushedImage:
    """One tag of one image."""

    repository: str
    tag: str
    build: str = ""
    """What tells images of the same name apart; empty for one that is the tag's own."""
    pushed_at: datetime | None = None
    """When ECR says that it was pushed; None for when it is."""

    is_index: bool = False
    """Whether the tag is that of an index, which has the image."""

    @property
    def manifest(self) -> str:
        """What ECR keeps by the tag."""
        return image_push_event.index(self._image) if self.is_index else self._image

    @property
    def scanned_digest(self) -> str:
        """What ECR scans: an image, and no index."""
        return image_push_event.digest_of(self._image)

    @property
    def _image(self) -> str:
        return image_push_event.manifest(self.repository, self.build or self.tag)

    @property
    def digest(self) -> str:
        """What ECR knows it by."""
        return image_push_event.digest_of(self.manifest)

    @property
    def event(self) -> Mapping[str, Any]:
        """What `events:PutEvents` takes."""
        return image_push_event.entry(
            self.repository, self.tag, digest=self.digest, pushed_at=self.pushed_at
        )

    def put(self, ecr: Any) -> None:
        """Put the image into ECR, in a repository that is made if it is not there.

        Args:
            ecr: A client of boto3's.
        """
        with suppress(ecr.exceptions.RepositoryAlreadyExistsException):
            ecr.create_repository(repositoryName=self.repository)
        if self.is_index:
            with suppress(ecr.exceptions.ImageAlreadyExistsException):
                ecr.put_image(repositoryName=self.repository, imageManifest=self._image)
        with suppress(ecr.exceptions.ImageAlreadyExistsException):  # As docker does.
            ecr.put_image(
                repositoryName=self.repository, imageTag=self.tag, imageManifest=self.manifest
            )
