"""`tagboat preview`: what pushes would change in a working copy. Nothing is written."""

import argparse
from pathlib import Path

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.event_files import read_pushes
from tagboat.commands.named_pushes import name_pushes
from tagboat.commands.preview_json import preview_json
from tagboat.commands.preview_text import preview_text
from tagboat.commands.rules_options import add_rules_options, rules_source
from tagboat.commands.screen import Screen
from tagboat.core.errors import FileMissing, InvalidRules
from tagboat.core.outcomes import failure
from tagboat.preview import Preview, preview
from tagboat.working_copy import WorkingCopy

SUMMARY = "print what image pushes would change in a working copy, and write nothing"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help="the working copy's root (default: .)"
    )
    parser.add_argument(
        "--push",
        metavar="NAME:TAG",
        action="append",
        default=[],
        help="an image as if it had just been pushed to account 123456789012 in us-east-1: the"
        " ECR repository and the tag, such as team/web:1.4.0; several are one batch",
    )
    parser.add_argument(
        "--event",
        metavar="FILE",
        action="append",
        default=[],
        help="an ECR event from EventBridge, or a batch of them as SQS hands it to the function;"
        " - is standard input; several are one batch, together with those of --push",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_rules_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Preview the pushes of all events and names, as one batch.

    Raises:
        InvalidRules: The rules do not load, and no JSON is asked for that could say so.
        Misuse: The options contradict each other, no push is given, one is of no image, or there
            is no rules file.
        OSError: A file cannot be read.
        UnusableEvent: An event is no image push.
    """
    rules = rules_source(arguments)
    working_copy = WorkingCopy(Path(arguments.path))
    if not arguments.push and not arguments.event:
        raise Misuse("There is nothing to preview. Give --push NAME:TAG, or --event FILE.")
    pushes = [*name_pushes(arguments.push), *read_pushes(arguments.event)]
    try:
        found = preview(pushes, rules, working_copy)
    except InvalidRules as error:
        if isinstance(error.__cause__, FileMissing):
            raise Misuse(_no_rules(rules.paths[0], Path(arguments.path).resolve())) from error
        if not arguments.json:
            raise
        found = Preview(tuple(failure(push, error) for push in pushes))
    output = preview_json(found) if arguments.json else preview_text(found, screen)
    return Answer(output, findings=found.failed)


def _no_rules(rules_file: str, root: Path) -> str:
    return (
        f"The working copy {root} has no rules file {rules_file}. Name the working copy's root, or"
        " give --rules-file, or --image-repository for a rule without a file."
    )
