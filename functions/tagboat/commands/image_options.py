"""An image push from its parts: `--image team/web --tag 1.4.0`, as if it had just been pushed."""

import argparse
from collections.abc import Mapping

from tagboat.commands.answer import Misuse
from tagboat.commands.image_names import SHAPES, shape_mistakes, split_name
from tagboat.commands.named_pushes import ACCOUNT, REGION, make_up_push, now
from tagboat.core.image_push import ImagePush


def add_image_options(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Declare the options.

    Args:
        parser: Where to.
        required: Whether the command is about one image and nothing else.
    """
    image = parser.add_argument_group("image", "an image as if it had just been pushed")
    image.add_argument(
        "--image",
        metavar="NAME",
        required=required,
        help="the ECR repository, such as team/web; an ECR registry before it, and :TAG or @DIGEST"
        " behind it, say what the options below say",
    )
    image.add_argument("--tag", metavar="TAG", help="the tag, such as 1.4.0")
    image.add_argument("--digest", metavar="DIGEST", help="the digest (default: one made up)")
    image.add_argument("--account", metavar="ID", help=f"the AWS account (default: {ACCOUNT})")
    image.add_argument("--region", metavar="REGION", help=f"the AWS region (default: {REGION})")


def image_parts(arguments: argparse.Namespace) -> Mapping[str, str]:
    """What the options say of an image, by the names of `image_names.SHAPES`.

    Returns:
        The image's repository and tag, and whatever else is said; nothing if no option is given.

    Raises:
        Misuse: A part is missing, said twice in different ways, or of no image that ECR could hold;
            each is named, one a line.
    """
    given = {name: getattr(arguments, name) for name in SHAPES}
    given = {name: text for name, text in given.items() if text is not None}
    if not given:
        return {}
    mistakes: list[str] = []
    parts = _with_what_the_name_says(given, mistakes)
    missing = [name for name in ("image", "tag") if name not in {**given, **parts}]
    mistakes += (f"--{name} is missing. Give --image NAME and --tag TAG." for name in missing)
    mistakes += shape_mistakes({f"--{name}": (parts[name], SHAPES[name]) for name in parts})
    if mistakes:
        raise Misuse("\n".join(mistakes))
    return parts


def image_push(parts: Mapping[str, str]) -> ImagePush:
    """Make up the push of an image of which `image_parts` has told the parts."""
    return make_up_push("--image", parts, at=now())


def _with_what_the_name_says(given: Mapping[str, str], mistakes: list[str]) -> Mapping[str, str]:
    """The parts that are given as options or in the name; contradictions go to `mistakes`."""
    try:
        said = split_name(given["image"]) if "image" in given else {}
    except ValueError as error:
        mistakes.append(f"--image {given['image']}: {error}")
        return {name: text for name, text in given.items() if name != "image"}
    for name, text in said.items():
        if name != "image" and given.get(name, text) != text:
            mistakes.append(
                f"--{name} is {given[name]}, and --image says {text}. Give one of them."
            )
    return {**given, **said}
