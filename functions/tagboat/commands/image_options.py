"""An image push from its parts: `--image team/web --tag 1.4.0`, as if it had just been pushed."""

import argparse
from typing import Annotated, Any

from msgspec import Meta

from tagboat.commands.answer import Misuse
from tagboat.commands.named_pushes import (
    ACCOUNT,
    REGION,
    make_up_push,
    now,
    shape_mistakes,
)
from tagboat.core.image_push import Account, ImagePush, Region, RepositoryName, Tag

_Digest = Annotated[
    str,
    Meta(
        pattern=r"^sha256:[0-9a-f]{64}\Z",
        description="sha256: and 64 digits from 0 to f in small letters",
    ),
]
_SHAPES: dict[str, Any] = {
    "image": RepositoryName,
    "tag": Tag,
    "digest": _Digest,
    "account": Account,
    "region": Region,
}


def add_image_options(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Declare the options.

    Args:
        parser: Where to.
        required: Whether the command is about one image and nothing else.
    """
    image = parser.add_argument_group("image", "an image as if it had just been pushed")
    image.add_argument(
        "--image", metavar="NAME", required=required, help="the ECR repository, such as team/web"
    )
    image.add_argument("--tag", metavar="TAG", required=required, help="the tag, such as 1.4.0")
    image.add_argument("--digest", metavar="DIGEST", help="the digest (default: one made up)")
    image.add_argument("--account", metavar="ID", help=f"the AWS account (default: {ACCOUNT})")
    image.add_argument("--region", metavar="REGION", help=f"the AWS region (default: {REGION})")


def image_push(arguments: argparse.Namespace) -> ImagePush | None:
    """Make up the push of the image that the options are of; None if they are of none.

    Raises:
        Misuse: A part is missing, or is of no image that ECR could hold; each is named, one a line.
    """
    given = {name: getattr(arguments, name) for name in _SHAPES}
    given = {name: text for name, text in given.items() if text is not None}
    if not given:
        return None
    missing = [name for name in ("image", "tag") if name not in given]
    mistakes = [f"--{name} is missing. Give --image NAME and --tag TAG." for name in missing]
    mistakes += shape_mistakes({f"--{name}": (given[name], _SHAPES[name]) for name in given})
    if ".amazonaws.com" in given.get("image", ""):
        mistakes.append("--image: give the repository without its registry, such as team/web.")
    if mistakes:
        raise Misuse("\n".join(mistakes))
    return make_up_push(
        "--image",
        arguments.image,
        arguments.tag,
        at=now(),
        digest=arguments.digest,
        account=arguments.account,
        region=arguments.region,
    )
