"""Image repositories by their names in registries: `ghcr.io/org/web` becomes `org/web`."""

import re

from tagboat.converters.base import Comment, Image

_ECR = re.compile(r"([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[^/]+/(.+)", re.DOTALL)
_REGISTRY = re.compile(r"(?:[^/]*[.:][^/]*|localhost)/(.+)", re.DOTALL)
DOCKER_HUB = "docker.io"
UNKNOWN_IMAGE = "name-of-the/ecr-repository"
"""What stands where somebody has to write a name."""


def image_of(reference: str) -> Image:
    """The image repository of a name without a tag.

    Args:
        reference: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`, `ghcr.io/org/web`, or `org/web`,
            which is Docker Hub's.
    """
    of_ecr = _ECR.fullmatch(reference)
    if of_ecr:
        account, region, name = of_ecr.groups()
        return Image(name, account, region)
    elsewhere = _REGISTRY.fullmatch(reference)
    if elsewhere:
        return Image(elsewhere[1], was=reference)
    return Image(reference, was=f"{DOCKER_HUB}/{reference}")


def remark_on(image: Image) -> tuple[Comment, ...]:
    """What to say of an image that was in no ECR registry."""
    return () if image.was is None else (Comment(f"was {image.was}"),)
