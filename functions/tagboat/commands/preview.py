"""`tagboat preview`: what pushes would change in a working copy. Nothing is written."""

import argparse

from tagboat.commands.answer import Answer
from tagboat.commands.batch import add_batch_options, batch_of
from tagboat.commands.preview_json import preview_json
from tagboat.commands.preview_text import preview_text
from tagboat.commands.screen import Screen


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_batch_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Preview the pushes of all events and names, as one batch.

    Raises:
        InvalidRules: The rules do not load, and no JSON is asked for that could say so.
        Misuse: The options contradict each other, no push is given, one is of no image, or there
            is no rules file.
        OSError: A file cannot be read.
        UnusableEvent: An event is no image push.
    """
    found = batch_of(arguments).preview
    output = preview_json(found) if arguments.json else preview_text(found, screen)
    return Answer(output, findings=found.failed)
