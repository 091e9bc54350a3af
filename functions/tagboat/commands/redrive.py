"""`tagboat redrive`: pushes that were given up, why, and the way back.

It asks AWS, as whoever runs it; it sends nothing unless it is told to.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.image_names import SHAPES, shape_mistakes, split_name
from tagboat.commands.redrive_json import redrive_json
from tagboat.commands.redrive_text import redrive_text
from tagboat.commands.screen import Screen
from tagboat.core.dead_letter import DeadLetter
from tagboat.deployed_stack import CannotAsk, DeployedStack
from tagboat.redrive import redrive


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--stack", metavar="NAME", required=True, help="the stack that is deployed")
    parser.add_argument(
        "--region", metavar="REGION", help="where it is (default: as AWS's own settings have it)"
    )
    parser.add_argument(
        "--image",
        metavar="NAME",
        action="append",
        default=[],
        help="only pushes of this ECR repository, such as team/web, or of team/web:1.4.0; may be"
        " repeated (default: all)",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--send", action="store_true", help="send them back to the queue")
    how.add_argument("--dry-run", action="store_true", help="send nothing (default)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """List dead letters, and send them back if that is asked for.

    Raises:
        Misuse: An image is none, or AWS cannot be asked.
    """
    images = _images(arguments.image)
    try:
        stack = DeployedStack(arguments.stack, arguments.region)
        redriven = redrive(stack, _of(images), send=arguments.send)
    except CannotAsk as error:
        raise Misuse(str(error)) from error
    answer = redrive_json(redriven) if arguments.json else redrive_text(redriven, screen)
    return Answer(answer, findings=len(redriven.sent) < len(redriven.letters))


def _images(names: Sequence[str]) -> Sequence[Mapping[str, str]]:
    images: list[Mapping[str, str]] = []
    mistakes: list[str] = []
    for name in names:
        try:
            parts = split_name(name)
        except ValueError as error:
            mistakes.append(f"--image {name}: {error}")
            continue
        mistakes += shape_mistakes({f"--image {name}": (parts[k], SHAPES[k]) for k in parts})
        images.append(parts)
    if mistakes:
        raise Misuse("\n".join(mistakes))
    return images


def _of(images: Sequence[Mapping[str, str]]) -> Callable[[DeadLetter], bool]:
    """Whether a letter is of one of some images, each by the parts that are given; all if none."""

    def wanted(letter: DeadLetter) -> bool:
        push = letter.push
        if not images or push is None:
            return not images
        parts = {"image": push.repository, "tag": push.tag, "digest": push.digest}
        parts |= {"account": push.account, "region": push.region}
        return any(image.items() <= parts.items() for image in images)

    return wanted
