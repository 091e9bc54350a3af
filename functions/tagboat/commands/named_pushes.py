"""Image pushes from names: `NAME:TAG`, as if they had just been pushed."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from tagboat.commands.answer import Misuse
from tagboat.core.image_push import ImagePush, RepositoryName, Tag
from tagboat.core.wrong_shape import wrong_shape

ACCOUNT = "123456789012"
REGION = "us-east-1"


def name_pushes(names: Sequence[str]) -> list[ImagePush]:
    """Make up the pushes of images that are named, all of them now.

    Args:
        names: Each `NAME:TAG`, the ECR repository without its registry, and the tag.

    Returns:
        The pushes, in their order; the same name always has the same digest.

    Raises:
        Misuse: One or more names are of no image that ECR could hold; each is named, one a line.
    """
    mistakes = [mistake for name in names for mistake in _mistakes(name)]
    if mistakes:
        raise Misuse("\n".join(mistakes))
    at = now()
    named = (name.partition(":") for name in names)
    return [make_up_push("--push", repository, tag, at=at) for repository, _, tag in named]


def now() -> datetime:
    """The time to the second, as in events."""
    return datetime.now(UTC).replace(microsecond=0)


def make_up_push(
    option: str,
    repository: str,
    tag: str,
    *,
    at: datetime,
    digest: str | None = None,
    account: str | None = None,
    region: str | None = None,
) -> ImagePush:
    """Make up a push. What is not given is made up too; the same name has the same digest."""
    name = f"{repository}:{tag}"
    return ImagePush(
        id=f"{option} {name}",
        account=account or ACCOUNT,
        region=region or REGION,
        repository=repository,
        tag=tag,
        digest=digest or f"sha256:{hashlib.sha256(name.encode()).hexdigest()}",
        pushed_at=at,
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


def _mistakes(name: str) -> list[str]:
    repository, colon, tag = name.partition(":")
    if not colon:
        return [f"--push {name}: the tag is missing. Write NAME:TAG, such as team/web:1.4.0."]
    parts = {"NAME": (repository, RepositoryName), "TAG": (tag, Tag)}
    return [f"--push {name}: {mistake}" for mistake in shape_mistakes(parts)]
