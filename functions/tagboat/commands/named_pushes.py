"""Image pushes from names: `NAME:TAG`, as if they had just been pushed."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tagboat.commands.answer import Misuse
from tagboat.commands.image_names import SHAPES, shape_mistakes, split_name
from tagboat.core.image_push import ImagePush

ACCOUNT = "123456789012"
REGION = "us-east-1"

# What each part is called in messages, after the form REGISTRY/NAME:TAG@DIGEST.
_CALLED = {"image": "NAME", "tag": "TAG", "digest": "DIGEST", "account": "ACCOUNT"}
_CALLED |= {"region": "REGION"}


def name_pushes(names: Sequence[str]) -> list[ImagePush]:
    """Make up the pushes of images that are named, all of them now.

    Args:
        names: Each `NAME:TAG`, the ECR repository and the tag, or as people paste it from `docker
            push`: with the ECR registry before it, `@DIGEST` behind it, or both.

    Returns:
        The pushes, in their order; the same name always has the same digest.

    Raises:
        Misuse: One or more names are of no image that ECR could hold; each is named, one a line.
    """
    mistakes: list[str] = []
    named = [_parts(name, mistakes) for name in names]
    if mistakes:
        raise Misuse("\n".join(mistakes))
    at = now()
    return [make_up_push("--push", parts, at=at) for parts in named]


def now() -> datetime:
    """The time to the second, as in events."""
    return datetime.now(UTC).replace(microsecond=0)


def make_up_push(option: str, parts: Mapping[str, str], *, at: datetime) -> ImagePush:
    """Make up a push. What is not given is made up too; the same name has the same digest.

    Args:
        option: What it was given by.
        parts: Those of `image_names.SHAPES` that were given: `image` and `tag` at least.
        at: When it was pushed.
    """
    name = f"{parts['image']}:{parts['tag']}"
    return ImagePush(
        id=f"{option} {name}",
        account=parts.get("account", ACCOUNT),
        region=parts.get("region", REGION),
        repository=parts["image"],
        tag=parts["tag"],
        digest=parts.get("digest", f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"),
        pushed_at=at,
    )


def _parts(name: str, mistakes: list[str]) -> Mapping[str, str]:
    """The parts of a name; what is wrong with them is added to `mistakes`."""
    try:
        parts = split_name(name)
    except ValueError as error:
        mistakes.append(f"--push {name}: {error}")
        return {}
    if "tag" not in parts:
        wanted = "Write NAME:TAG, such as team/web:1.4.0."
        mistakes.append(f"--push {name}: the tag is missing. {wanted}")
        return {}
    found = shape_mistakes({_CALLED[part]: (parts[part], SHAPES[part]) for part in parts})
    mistakes += (f"--push {name}: {mistake}" for mistake in found)
    return parts
