"""`tagboat reconcile`: have a deployed Tagboat write what it has missed, now.

It asks AWS, as whoever runs it, to put a message on the queue that the schedule puts there too.
"""

import argparse

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.screen import Screen
from tagboat.deployed_stack import CannotAsk, DeployedStack
from tagboat.request_reconcile import request_reconcile


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--stack", metavar="NAME", required=True, help="the stack that is deployed")
    parser.add_argument(
        "--region", metavar="REGION", help="where it is (default: as AWS's own settings have it)"
    )


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:  # noqa: ARG001 - it has no colors
    """Ask for what was missed.

    Raises:
        Misuse: AWS cannot be asked.
    """
    try:
        message = request_reconcile(DeployedStack(arguments.stack, arguments.region))
    except CannotAsk as error:
        raise Misuse(str(error)) from error
    return Answer(
        f"Asked, by the message {message}. The log of the function says 'Reconciled' once it is"
        " done, and 'Drift' for what had to stay.\n"
    )
