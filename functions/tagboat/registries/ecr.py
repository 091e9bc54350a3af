"""Amazon ECR: "Amazon ECR API Reference", DescribeImages, DescribeRepositories and scans.

BatchGetImage would tell of each missing image by itself, but it hands out manifests and counts as a
pull (`lastRecordedPullTime`), which lifecycle policies go by.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tagboat.core.errors import PermanentError
from tagboat.core.image_scan import ScannedImage, Scans
from tagboat.core.registry import (
    Answer,
    ImageId,
    ImageRepository,
    Listed,
    NotAsked,
    RegistryImage,
    Unlisted,
)
from tagboat.registries.ecr_errors import RegistryRefuses, translated
from tagboat.registries.ecr_scans import scan_of

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import (
        DescribeImagesResponseTypeDef,
        ImageDetailTypeDef,
        ImageIdentifierTypeDef,
    )

IDS_PER_REQUEST = 100
IMAGES_PER_PAGE = 1_000
AT_ONCE = 10
"""Image repositories, or images whose scans are asked about."""
MISSING_ONES_NAMED = 3
"""How often it is asked again without an image that ECR names as missing. With more of them,
reading all images is faster."""
_IMAGE_MISSING = "ImageNotFoundException"
_REPOSITORY_MISSING = "RepositoryNotFoundException"


class Ecr:
    """Asks the registries that the role can reach, each in its own region."""

    def __init__(self, client: "Callable[[str], ECRClient]") -> None:
        """Keep what makes clients.

        Args:
            client: Gives the client of a region, the same one each time.
        """
        self._client = client

    def describe(
        self, wanted: Mapping[ImageRepository, Collection[ImageId]]
    ) -> Mapping[ImageRepository, Answer]:
        """Tell what is known of some images, by one request for each image repository.

        More requests are made for more than 100 images, and for those that are missing.

        Raises:
            RetryableError: Ask again later.
        """
        asked = [(repository, sorted(set(ids))) for repository, ids in wanted.items() if ids]
        if not asked:
            return {}
        clients = self._clients(one for one, _ in asked)
        with ThreadPoolExecutor(min(AT_ONCE, len(asked))) as pool:
            answers = pool.map(lambda one: _answer(clients[one[0].region], *one), asked)
            return dict(zip((one for one, _ in asked), answers, strict=True))

    def scans(self, images: Collection[ScannedImage]) -> Scans:
        """Tell what is known of the scans of some images, by one request for each.

        Where there is no result, another one tells whether it is an index, whose images are asked
        about then.

        Raises:
            RetryableError: Ask again later.
        """
        asked = sorted(set(images))
        if not asked:
            return {}
        clients = self._clients(one.repository for one in asked)
        with ThreadPoolExecutor(min(AT_ONCE, len(asked))) as pool:
            found = pool.map(lambda one: scan_of(clients[one.repository.region], one), asked)
            return dict(zip(asked, found, strict=True))

    def list(
        self, repositories: Collection[ImageRepository], in_time: Callable[[], bool]
    ) -> Mapping[ImageRepository, Listed]:
        """All images of image repositories that have tags, by a request for each thousand.

        Args:
            repositories: Where the images are.
            in_time: Whether there is time for another request.

        Raises:
            RetryableError: Ask again later.
        """
        asked = list(repositories)
        if not asked:
            return {}
        clients = self._clients(asked)
        with ThreadPoolExecutor(min(AT_ONCE, len(asked))) as pool:
            found = pool.map(lambda one: _tagged_images(clients[one.region], one, in_time), asked)
            return dict(zip(asked, found, strict=True))

    def repositories(self, account: str, region: str) -> Sequence[str] | NotAsked:
        """The names of all image repositories of an account in a region.

        Raises:
            RetryableError: Ask again later.
        """
        pages = self._client(region).get_paginator("describe_repositories")
        try:
            with translated(f"the image repositories of {account} in {region}"):
                return [
                    repository["repositoryName"]
                    for page in pages.paginate(
                        registryId=account, PaginationConfig={"PageSize": IMAGES_PER_PAGE}
                    )
                    for repository in page["repositories"]
                ]
        except PermanentError as error:
            return NotAsked(str(error))

    def _clients(self, repositories: Iterable[ImageRepository]) -> "Mapping[str, ECRClient]":
        """A client for each region: they are not made safely by several threads at once."""
        return {one.region: self._client(one.region) for one in repositories}


def _tagged_images(
    client: "ECRClient", repository: ImageRepository, in_time: Callable[[], bool]
) -> Listed:
    images: list[RegistryImage] = []
    try:
        for page in _pages(client, repository, tagged=True):
            images += map(_image, page["imageDetails"])
            if page.get("nextToken") and not in_time():
                return Unlisted.UNFINISHED
    except ClientError:
        return Unlisted.MISSING
    except PermanentError as error:
        return NotAsked(str(error))
    return images


def _answer(client: "ECRClient", repository: ImageRepository, ids: Sequence[ImageId]) -> Answer:
    try:
        found: dict[ImageId, RegistryImage | None] = {}
        for some in batched(ids, IDS_PER_REQUEST, strict=False):
            found |= _known(client, repository, some)
    except RegistryRefuses as error:
        return NotAsked(str(error))
    return found


def _known(
    client: "ECRClient", repository: ImageRepository, ids: Sequence[ImageId]
) -> Mapping[ImageId, RegistryImage | None]:
    """Ask for at most 100 images.

    A request fails as a whole for one image that is missing. Only its message says which one.
    """
    left = list(ids)
    for _ in range(1 + MISSING_ONES_NAMED):
        if not left:
            return dict.fromkeys(ids)
        try:
            return _by_id(ids, _some_images(client, repository, left))
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == _REPOSITORY_MISSING:
                return dict.fromkeys(ids)
            missing = _named(error, left)
            if missing is None:
                break
            left.remove(missing)
    return _by_id(ids, list(_all_images(client, repository, tagged=all(one.tag for one in ids))))


def _by_id(
    ids: Sequence[ImageId], images: Sequence[RegistryImage]
) -> Mapping[ImageId, RegistryImage | None]:
    known = {ImageId(tag=tag): image for image in images for tag in image.tags}
    known |= {ImageId(digest=image.digest): image for image in images}
    return {id_: known.get(id_) for id_ in ids}


def _named(error: ClientError, ids: Sequence[ImageId]) -> ImageId | None:
    """The image that ECR says is missing; None if that cannot be told."""
    said = error.response["Error"]["Message"]
    return next((one for one in ids if _as_told(one) in said), None)


def _as_told(id_: ImageId) -> str:
    return f"imageTag:'{id_.tag}'" if id_.tag else f"imageDigest:'{id_.digest}'"


def _some_images(
    client: "ECRClient", repository: ImageRepository, ids: Sequence[ImageId]
) -> list[RegistryImage]:
    with translated(str(repository), but=(_IMAGE_MISSING, _REPOSITORY_MISSING)):
        answer = client.describe_images(
            registryId=repository.account,
            repositoryName=repository.name,
            imageIds=[_identifier(one) for one in ids],
        )
    return [_image(detail) for detail in answer["imageDetails"]]


def _all_images(
    client: "ECRClient", repository: ImageRepository, *, tagged: bool
) -> Iterator[RegistryImage]:
    try:
        for page in _pages(client, repository, tagged=tagged):
            yield from map(_image, page["imageDetails"])
    except ClientError:
        return  # It is missing, and so are its images.


def _pages(
    client: "ECRClient", repository: ImageRepository, *, tagged: bool
) -> "Iterator[DescribeImagesResponseTypeDef]":
    """Ask for all images, a thousand at a time.

    Raises:
        ClientError: The image repository is missing.
        TagboatError: ECR refuses, or does not answer.
    """
    asked = client.get_paginator("describe_images").paginate(
        registryId=repository.account,
        repositoryName=repository.name,
        filter={"tagStatus": "TAGGED" if tagged else "ANY"},
        PaginationConfig={"PageSize": IMAGES_PER_PAGE},
    )
    with translated(str(repository), but=(_REPOSITORY_MISSING,)):
        yield from asked


def _identifier(id_: ImageId) -> "ImageIdentifierTypeDef":
    return {"imageTag": id_.tag} if id_.tag else {"imageDigest": id_.digest}


def _image(detail: "ImageDetailTypeDef") -> RegistryImage:
    return RegistryImage(
        digest=detail["imageDigest"],
        tags=tuple(detail.get("imageTags", ())),
        pushed_at=detail["imagePushedAt"],
    )
