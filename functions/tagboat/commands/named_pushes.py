"""Image pushes from names: `NAME:TAG`, as if they had just been pushed."""

import hashlib
from collections.abc import Sequence
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
    now = datetime.now(UTC).replace(microsecond=0)
    return [_push(name, now) for name in names]


def _push(name: str, now: datetime) -> ImagePush:
    repository, _, tag = name.partition(":")
    return ImagePush(
        id=f"--push {name}",
        account=ACCOUNT,
        region=REGION,
        repository=repository,
        tag=tag,
        digest=f"sha256:{hashlib.sha256(name.encode()).hexdigest()}",
        pushed_at=now,
    )


def _mistakes(name: str) -> list[str]:
    repository, colon, tag = name.partition(":")
    if not colon:
        return [f"--push {name}: the tag is missing. Write NAME:TAG, such as team/web:1.4.0."]
    parts: tuple[tuple[str, str, Any], ...] = (
        ("NAME", repository, RepositoryName),
        ("TAG", tag, Tag),
    )
    found = []
    for part, text, shape in parts:
        try:
            msgspec.convert(text, shape)
        except msgspec.ValidationError as error:
            found.append(f"--push {name}: {part}: {wrong_shape(error, shape)[1]}.")
    return found
