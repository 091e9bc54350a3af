"""The images that an index is of: ECR scans them, and not the index.

An image for several architectures is an index, and so is what Docker's buildx makes, unless it is
told to say nothing of where an image comes from. "OCI Image Format Specification: Image Index"; of
what buildx puts beside the images, "Image attestation storage" in BuildKit's documentation.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from tagboat.core.image_scan import ScannedImage

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import ImageIdentifierTypeDef

_INDEXES = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
]
_IS_NO_IMAGE = "vnd.docker.reference.type"


class _Entry(Struct, frozen=True):
    digest: str
    annotations: Mapping[str, str] = {}


class _Index(Struct, frozen=True):
    manifests: tuple[_Entry, ...] = ()


def images_in(client: "ECRClient", image: ScannedImage) -> tuple[ScannedImage, ...] | None:
    """The images of an index; None for what is no index.

    BatchGetImage counts as a pull of the index, so nothing else is asked for by it.

    Raises:
        ClientError: ECR refuses.
        BotoCoreError: It does not answer.
    """
    repository = image.repository
    ids: list[ImageIdentifierTypeDef] = [{"imageDigest": image.digest}]
    described = client.describe_images(
        registryId=repository.account, repositoryName=repository.name, imageIds=ids
    )
    if all(one.get("imageManifestMediaType") not in _INDEXES for one in described["imageDetails"]):
        return None
    answer = client.batch_get_image(
        registryId=repository.account,
        repositoryName=repository.name,
        imageIds=ids,
        acceptedMediaTypes=_INDEXES,
    )
    entries = (entry for one in answer["images"] for entry in _entries(one["imageManifest"]))
    digests = [entry.digest for entry in entries if _IS_NO_IMAGE not in entry.annotations]
    return tuple(ScannedImage(repository, digest) for digest in digests)


def _entries(manifest: str) -> tuple[_Entry, ...]:
    return msgspec.json.decode(manifest, type=_Index).manifests
