"""One batch of image pushes from the options, and what it changes in a working copy."""

import argparse

from msgspec import Struct

from tagboat.commands.answer import Misuse
from tagboat.commands.event_files import read_pushes
from tagboat.commands.image_options import add_image_options, image_parts, image_push
from tagboat.commands.infra_repo import InfraRepo, add_infra_repo_options
from tagboat.commands.named_pushes import ACCOUNT, REGION, name_pushes
from tagboat.commands.time_option import add_time_option, time_of
from tagboat.core.errors import InvalidRules
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import failure
from tagboat.preview import Decision, Preview, decide, preview

# Where a name says what an option of `--image` says.
_IN_NAMES = {
    "tag": "NAME:TAG",
    "digest": "NAME:TAG@DIGEST",
    "account": "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG",
    "region": "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG",
}


class Batch(Struct, frozen=True):
    """Pushes, and what they change."""

    infra_repo: InfraRepo
    decision: Decision | None
    """None: the rules do not load."""
    preview: Preview


def add_batch_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options: the working copy, its rules, the pushes, and JSON."""
    pushes = parser.add_argument_group("pushes", "all that are given are one batch")
    pushes.add_argument(
        "--push",
        metavar="NAME:TAG[@DIGEST]",
        action="append",
        default=[],
        help="an image as if it had just been pushed: the ECR repository and the tag, such as"
        f" team/web:1.4.0, with or without its ECR registry (default: of account {ACCOUNT} in"
        f" {REGION}) and its digest; may be given several times",
    )
    pushes.add_argument(
        "--event",
        metavar="FILE",
        action="append",
        default=[],
        help="an ECR event from EventBridge, or a batch of them as SQS hands it to the function;"
        " - is standard input; may be given several times",
    )
    add_image_options(parser)
    add_time_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_infra_repo_options(parser)


def batch_of(arguments: argparse.Namespace) -> Batch:
    """Read all pushes and decide what they change.

    Raises:
        InvalidRules: The rules do not load, and no JSON is asked for that could say so.
        Misuse: The options contradict each other, no push is given, one is of no image, or there
            is no rules file.
        OSError: A file cannot be read.
        UnusableEvent: An event is no image push.
    """
    infra_repo = InfraRepo(arguments)
    pushes, now = _pushes(arguments), time_of(arguments)
    try:
        decision = decide(pushes, infra_repo.rules(), infra_repo.working_copy, now=now)
    except InvalidRules as error:
        if not arguments.json:
            raise
        return Batch(infra_repo, None, Preview(tuple(failure(push, error) for push in pushes)))
    return Batch(infra_repo, decision, preview(decision))


def _pushes(arguments: argparse.Namespace) -> list[ImagePush]:
    _refuse_parts_beside_names(arguments)
    parts = image_parts(arguments)
    pushes = name_pushes(arguments.push) + ([image_push(parts)] if parts else [])
    pushes += read_pushes(arguments.event)
    if not pushes:
        raise Misuse(
            "There is no push. Give --push NAME:TAG, --image NAME and --tag TAG, or --event FILE."
        )
    return pushes


def _refuse_parts_beside_names(arguments: argparse.Namespace) -> None:
    if not arguments.push or arguments.image is not None:
        return
    for option, form in _IN_NAMES.items():
        if getattr(arguments, option) is not None:
            raise Misuse(
                f"--{option} belongs to --image, and a push by name says it itself. Write --push"
                f" {form}."
            )
