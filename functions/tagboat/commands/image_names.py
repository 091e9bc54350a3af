"""Names of images as people write them and paste them: `REGISTRY/NAME:TAG@DIGEST`."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tagboat.core.image_push import Account, Region, RepositoryName, Tag
from tagboat.core.wrong_shape import wrong_shape

_Digest = Annotated[
    str,
    Meta(
        pattern=r"^sha256:[0-9a-f]{64}\Z",
        description="sha256: and 64 digits from 0 to f in small letters",
    ),
]
SHAPES: Mapping[str, Any] = {
    "image": RepositoryName,
    "tag": Tag,
    "digest": _Digest,
    "account": Account,
    "region": Region,
}
"""The parts of an image that can be given."""

# "Amazon ECR endpoints": with their FIPS and dual-stack forms.
_ECR = re.compile(
    r"(?P<account>[0-9]{12})\.dkr[.-]ecr(?:-fips)?"
    r"\.(?P<region>[a-z]{2,}(?:-[a-z]+)+-[0-9]+)\.[a-z0-9.-]+"
)


def split_name(name: str) -> Mapping[str, str]:
    """Tell the parts of an image's name.

    Docker distribution's reference grammar: what stands before the first `/` is a registry if it
    has a dot or a colon, or is `localhost`.

    Args:
        name: `NAME`, with `:TAG` and `@DIGEST` behind it and an ECR registry before it, or without.

    Returns:
        Those of `SHAPES` that it has, whatever their shapes; `image` always.

    Raises:
        ValueError: It is of another registry.
    """
    rest, at, digest = name.partition("@")
    registry, slash, below = rest.partition("/")
    parts: dict[str, str] = {}
    if slash and (registry == "localhost" or not {".", ":"}.isdisjoint(registry)):
        found = _ECR.fullmatch(registry)
        if found is None:
            raise ValueError(
                f"{registry} is another registry than Amazon ECR's; give the ECR repository without"
                f" its registry. If the repository's own name begins with {registry}/, write ECR's"
                " registry before it."
            )
        parts |= found.groupdict()
        rest = below
    repository, colon, tag = rest.partition(":")
    return (
        {"image": repository}
        | ({"tag": tag} if colon else {})
        | ({"digest": digest} if at else {})
        | parts
    )


def shape_mistakes(texts: Mapping[str, tuple[str, Any]]) -> list[str]:
    """Say which texts have another shape than they have to have.

    Args:
        texts: By what each is called, the text and its type.
    """
    found = []
    for name, (text, shape) in texts.items():
        try:
            msgspec.convert(text, shape)
        except msgspec.ValidationError as error:
            found.append(f"{name}: {wrong_shape(error, shape)[1]}.")
    return found
