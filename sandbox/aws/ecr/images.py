"""What is in an image repository, and how tags move.

Source: Amazon ECR API Reference, "PutImage", "BatchDeleteImage"; Amazon ECR User Guide, "Retagging
an image in Amazon ECR", "Preventing image tags from being overwritten in Amazon ECR".
"""

import hashlib
import json
from datetime import datetime

from moto.ecr.exceptions import ImageAlreadyExistsException, RepositoryNotFoundException
from moto.ecr.models import ECRBackend, Image, Repository, ecr_backends

from sandbox.aws.errors import AwsError, NotSupported


def repository_of(account: str, region: str, name: str) -> Repository:
    """An image repository.

    Raises:
        RepositoryNotFoundException: There is none.
    """
    found = ecr_backends[account][region].repositories.get(name)
    if found is None:
        raise RepositoryNotFoundException(name, account)
    return found


def set_pushed_at(account: str, region: str, name: str, digest: str, moment: datetime) -> None:
    """Let an image have been pushed at another time than it was: no API of AWS can do that."""
    for image in repository_of(account, region, name).images:
        if image.image_digest == digest:
            image.image_pushed_at = int(moment.timestamp())


def put_image(
    backend: ECRBackend,
    repository_name: str,
    image_manifest: str,
    image_tag: str | None,
    image_manifest_mediatype: str | None = None,
    digest: str | None = None,
) -> Image:
    """Put an image, or give one that is there another tag, which does not change its time.

    A tag that another image has is taken from it; it stays without.

    Raises:
        AwsError: The digest is not the manifest's, or the tag may not move.
        ImageAlreadyExistsException: The image has the tag already.
    """
    repository = repository_of(backend.account_id, backend.region_name, repository_name)
    if repository.image_tag_mutability_exclusion_filters:
        raise NotSupported("exclusions from the mutability of tags (ecr:PutImage)")
    own = f"sha256:{hashlib.sha256(image_manifest.encode()).hexdigest()}"
    media_type = image_manifest_mediatype or _media_type(image_manifest)
    if digest is not None and digest != own:
        raise AwsError(
            "ImageDigestDoesNotMatchException",
            f"The image digest '{digest}' does not match the digest of the manifest '{own}'",
        )
    image = next((one for one in repository.images if one.image_digest == own), None)
    if image is not None and (image_tag is None or image_tag in image.image_tags):
        raise ImageAlreadyExistsException(
            repository_name=repository_name,
            registry_id=repository.registry_id,
            digest=own,
            image_tag=image_tag or "",
        )
    _take_tag(repository, image_tag)
    if image is None:
        names = (backend.account_id, image_tag, image_manifest, repository_name)
        image = Image(*names, media_type, own)  # type: ignore[arg-type]  # The tag may be None.
        repository.images.append(image)
    elif image_tag is not None:
        image.update_tag(image_tag)
    return image


def _media_type(manifest: str) -> str:
    try:
        return str(json.loads(manifest)["mediaType"])
    except (ValueError, KeyError, TypeError) as error:
        raise AwsError(
            "InvalidParameterException",
            "Invalid parameter at 'imageManifest' failed to satisfy constraint: 'Invalid manifest"
            " provided'",
        ) from error


def _take_tag(repository: Repository, tag: str | None) -> None:
    owner = next((one for one in repository.images if tag in one.image_tags), None)
    if owner is None or tag is None:
        return
    if repository.is_tag_immutable():
        raise AwsError(
            "ImageTagAlreadyExistsException",
            f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot"
            " be overwritten because the tag is immutable.",
        )
    owner.image_tags.remove(tag)
