"""`tagboat apply`: writes into a working copy what `tagboat preview` shows. No commit is made."""

import argparse

from tagboat.commands.answer import Answer
from tagboat.commands.batch import add_batch_options, batch_of
from tagboat.commands.preview_json import preview_json
from tagboat.commands.preview_text import applied_text
from tagboat.commands.screen import Screen


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options: those of `tagboat preview`."""
    add_batch_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Write what the pushes of all events and names change, as one batch.

    Raises:
        HeadMoved: A file was changed by somebody else at the same time, and none is written.
        InvalidRules: The rules do not load, and no JSON is asked for that could say so.
        Misuse: The options contradict each other, no push is given, one is of no image, or there
            is no rules file.
        OSError: A file cannot be read or replaced.
        UnusableEvent: An event is no image push.
    """
    batch = batch_of(arguments)
    found, decision = batch.preview, batch.decision
    if decision is not None:
        batch.infra_repo.working_copy.write(decision.plan.files, decision.snapshot)
    output = preview_json(found) if arguments.json else applied_text(found, screen)
    return Answer(output, findings=found.failed)
