"""A registry in memory that tells what ECR would."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import Scan, ScannedImage, Scans, Unscanned
from tagboat.core.registry import (
    Answer,
    ImageId,
    ImageRepository,
    Listed,
    NotAsked,
    RegistryImage,
    Unlisted,
)
from tagboat.core.registry_questions import repository_of

if TYPE_CHECKING:
    from tagboat.core.errors import TagboatError


class InMemoryRegistry:
    """Image repositories, each with the digest of every tag and the time of every digest."""

    def __init__(self, *pushes: ImagePush) -> None:
        self.tags: dict[ImageRepository, dict[str, str]] = {}
        self.times: dict[str, datetime] = {}
        self.asked: list[tuple[str, list[str]]] = []
        """The image repository and the tags and digests of each question."""
        self.found: dict[str, Scan] = {}
        """What scans have found, by digest; ECR knows of no other scans."""
        self.asked_scans: list[list[str]] = []
        """The digests of each question about scans."""
        self.lists: list[list[str]] = []
        """The image repositories of each request to list their images."""
        self.takes: Callable[[], object] = lambda: None
        """Passes the time that it takes to list images."""
        self.denied: str | None = None
        """Why it may not be asked."""
        self.fail_next: TagboatError | None = None
        for push in pushes:
            self.push(push)

    def push(self, push: ImagePush, *, at: datetime | None = None) -> ImagePush:
        """Put an image; its time is the event's unless it is another, or is there already."""
        self.times.setdefault(push.digest, at or push.pushed_at)
        self.tags.setdefault(repository_of(push), {})[push.tag] = push.digest
        return push

    def delete(self, push: ImagePush) -> None:
        """Delete a tag."""
        del self.tags[repository_of(push)][push.tag]

    def describe(
        self, wanted: Mapping[ImageRepository, Collection[ImageId]]
    ) -> Mapping[ImageRepository, Answer]:
        self._fail_if_told_to()
        self.asked += [(one.name, sorted(map(str, ids))) for one, ids in wanted.items()]
        if self.denied is not None:
            return dict.fromkeys(wanted, NotAsked(self.denied))
        return {one: {id_: self._image(one, id_) for id_ in ids} for one, ids in wanted.items()}

    def scans(self, images: Collection[ScannedImage]) -> Scans:
        self._fail_if_told_to()
        self.asked_scans.append(sorted(image.digest for image in images))
        if self.denied is not None:
            return dict.fromkeys(images, NotAsked(self.denied))
        none = Unscanned("ECR knows of no scan of it", may_come=True)
        return {image: self.found.get(image.digest, none) for image in images}

    def list(
        self, repositories: Collection[ImageRepository], in_time: Callable[[], bool]
    ) -> Mapping[ImageRepository, Listed]:
        self._fail_if_told_to()
        self.lists.append([one.name for one in repositories])
        self.takes()
        if self.denied is not None:
            return dict.fromkeys(repositories, NotAsked(self.denied))
        return {one: self._listed(one, in_time) for one in repositories}

    def _listed(self, repository: ImageRepository, in_time: Callable[[], bool]) -> Listed:
        if repository not in self.tags:
            return Unlisted.MISSING
        return self._images(repository) if in_time() else Unlisted.UNFINISHED

    def _images(self, repository: ImageRepository) -> Sequence[RegistryImage]:
        tags = self.tags.get(repository, {})
        found = (
            self._image(repository, ImageId(digest=one)) for one in dict.fromkeys(tags.values())
        )
        return [image for image in found if image is not None]

    def repositories(self, account: str, region: str) -> Sequence[str] | NotAsked:
        if self.denied is not None:
            return NotAsked(self.denied)
        return [one.name for one in self.tags if (one.account, one.region) == (account, region)]

    def _fail_if_told_to(self) -> None:
        failure, self.fail_next = self.fail_next, None
        if failure is not None:
            raise failure

    def _image(self, repository: ImageRepository, id_: ImageId) -> RegistryImage | None:
        tags = self.tags.get(repository, {})
        digest = tags.get(id_.tag) if id_.tag else id_.digest
        if digest is None or digest not in self.times:
            return None
        named = tuple(tag for tag, one in tags.items() if one == digest)
        return RegistryImage(digest=digest, tags=named, pushed_at=self.times[digest])
