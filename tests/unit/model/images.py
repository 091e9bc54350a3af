"""What ECR has, at every time: the truth that commits are judged by."""

import hashlib
from datetime import datetime

from msgspec import Struct

from tagboat.core.image_push import ImagePush
from tagboat.core.registry import ImageRepository
from tests.image_pushes import NOON, image_push
from tests.in_memory_registry import InMemoryRegistry
from tests.unit.model.infra_repo import ACCOUNT, REGION, TAGS


class Image(Struct, frozen=True):
    """A tag, what it is, and since when."""

    tag: str
    digest: str
    pushed_at: datetime

    @property
    def order(self) -> tuple[datetime, str]:
        """By ECR's clock; within a second the digest decides."""
        return self.pushed_at, self.digest


type Contents = dict[str, dict[str, Image]]
"""By the image repository and the tag."""


class Images(InMemoryRegistry):
    """ECR, with a memory of all that it was."""

    def __init__(self) -> None:
        super().__init__()
        self.versions: list[Contents] = [{name: {} for name in TAGS}]
        self.ever: dict[str, set[tuple[str, str]]] = {name: set() for name in TAGS}
        """The tags and digests that were ever pushed."""
        self._made = 0

    @property
    def contents(self) -> Contents:
        """What is there now."""
        return self.versions[-1]

    def put(self, repository: str, tag: str, now: datetime, *, again: bool, skew: int) -> ImagePush:
        """Push an image, or give the last one another tag; tell of it as an event would."""
        known = max(self.contents[repository].values(), key=lambda one: one.order, default=None)
        if again and known is not None:
            digest = known.digest
        else:
            self._made += 1
            digest = f"sha256:{hashlib.sha256(str(self._made).encode()).hexdigest()}"
        at = (now - NOON).total_seconds()
        pushed = image_push(tag, repository, at=at + skew, digest=digest, id=f"push at {now}")
        self.push(pushed, at=now)
        self.ever[repository].add((tag, digest))
        self._remember()
        return pushed

    def remove(self, repository: str, tag: str, *, whole: bool) -> None:
        """Delete a tag, or its image with all tags."""
        tags = self.tags.get(_place(repository), {})
        digest = tags.get(tag)
        if digest is None:
            return
        for name in [one for one in tags if one == tag or (whole and tags[one] == digest)]:
            del tags[name]
        if whole:
            del self.times[digest]
        self._remember()

    def _remember(self) -> None:
        self.versions.append(
            {
                name: {
                    tag: Image(tag, digest, self.times[digest])
                    for tag, digest in self.tags.get(_place(name), {}).items()
                }
                for name in TAGS
            }
        )


def _place(repository: str) -> ImageRepository:
    return ImageRepository(ACCOUNT, REGION, repository)
