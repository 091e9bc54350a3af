"""`tagboat doctor`: what a deployed Tagboat may do at its git host, and what it lacks to do.

The function answers, with its own role and secret.
"""

import argparse

import msgspec

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.doctor_text import doctor_text
from tagboat.commands.screen import Screen
from tagboat.deployed import examination_of
from tagboat.deployed_stack import CannotAsk


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--stack", metavar="NAME", required=True, help="the stack that is deployed")
    parser.add_argument(
        "--region", metavar="REGION", help="where it is (default: as AWS's own settings have it)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Ask the function, and print what it found.

    Raises:
        Misuse: It cannot be asked.
    """
    try:
        examination = examination_of(arguments.stack, arguments.region)
    except CannotAsk as error:
        raise Misuse(str(error)) from error
    if arguments.json:
        encoded = msgspec.json.format(msgspec.json.encode(examination), indent=2)
        output = encoded.decode() + "\n"
    else:
        output = doctor_text(examination, screen)
    return Answer(output, findings=examination.lacks_something)
