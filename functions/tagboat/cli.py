"""The command line: `tagboat COMMAND`. It reads files, asks no network, and loads no AWS library.

Only the commands about what is deployed do: `doctor`, `reconcile`, `redrive`, and `history` if it
is told to.

Exit codes::

    0  fine
    1  findings: rules, targets or permissions that somebody has to mend, or a push that fails
    2  usage: options that contradict each other, a path or an event that cannot be read, a stack
       that cannot be asked
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast

from tagboat import __version__
from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.screen import Screen, screen_of, visible
from tagboat.core.errors import HeadMoved, InvalidRules, UnusableEvent
from tagboat.core.masking import Mask

FINDINGS = 1
USAGE = 2
_EXIT_CODES = "exit codes: 0 fine, 1 findings (something to mend, a push fails), 2 usage"
_INTERRUPTED = 130  # what shells report for SIGINT
_PIPE_CLOSED = 141  # what shells report for SIGPIPE


class Command(Protocol):
    """A module of `tagboat.commands`."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own options."""

    def run(self, arguments: argparse.Namespace, screen: Screen) -> Answer:
        """Do what the command is for."""


# A command is loaded once it is named: the others would only take time.
_COMMANDS: Mapping[str, str] = {
    "check": "check the rules, and every file and value that they name",
    "explain": "say what every rule makes of an image, and why",
    "preview": "print what image pushes would change in a working copy, and write nothing",
    "apply": "write what image pushes change into a working copy, and make no commit",
    "convert": "print a rules file made of what another tool was told",
    "doctor": "check what a deployed Tagboat may do at its git host, and write nothing",
    "history": "say what is deployed where, since when, by which push; or why a tag is not",
    "reconcile": "have a deployed Tagboat write what it has missed, now",
    "redrive": "list the pushes that were given up, say why, and send them back",
    "schema": "print the JSON Schema of the rules file, for editors, or that of outcomes",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: The arguments without the program's name; the process's own when None.

    Returns:
        The exit code.

    Raises:
        SystemExit: argparse has printed the help, the version, or how the command is used.
    """
    given = sys.argv[1:] if argv is None else argv
    arguments = _parser(given).parse_args(given)
    try:
        return _run(arguments)
    except (HeadMoved, InvalidRules) as error:
        return _complain(error, FINDINGS)
    except (Misuse, UnusableEvent) as error:
        return _complain(error, USAGE)
    except BrokenPipeError:
        _discard_the_rest()
        return _PIPE_CLOSED
    except OSError as error:
        return _complain(_sentence(error), USAGE)
    except KeyboardInterrupt:
        return _INTERRUPTED


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser of all commands, with the options of the one that is named."""
    parser = argparse.ArgumentParser(
        prog="tagboat",
        description="An image pushed to Amazon ECR becomes a commit in the infrastructure repo.",
        epilog=_EXIT_CODES,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"tagboat {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    named = next((word for word in argv if word in _COMMANDS), None)
    for name, summary in _COMMANDS.items():
        added = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=_EXIT_CODES,
            allow_abbrev=False,
        )
        if name == named:
            _declare(cast("Command", import_module(f"tagboat.commands.{name}")), added)
    return parser


def _declare(command: Command, parser: argparse.ArgumentParser) -> None:
    command.add_options(parser)
    parser.add_argument(
        "--color",
        choices=["auto", "always", "never"],
        default="auto",
        help="auto: on a terminal, unless NO_COLOR is set (default)",
    )
    parser.set_defaults(run=command.run)


def _run(arguments: argparse.Namespace) -> int:
    screen = screen_of(sys.stdout, arguments.color, os.environ)
    answer: Answer = arguments.run(arguments, screen)
    # Bytes, because a diff has to arrive as it is: no line end is translated.
    sys.stdout.buffer.write(answer.output.encode())
    sys.stdout.buffer.flush()
    return FINDINGS if answer.findings else 0


def _complain(error: object, exit_code: int) -> int:
    lines = (visible(line) for line in Mask()(f"tagboat: {error}").split("\n"))
    print(*lines, sep="\n", file=sys.stderr)
    return exit_code


def _sentence(error: OSError) -> str:
    return f"{error.filename}: {error.strerror}" if error.filename else str(error)


def _discard_the_rest() -> None:
    """Keep the interpreter from writing to the closed pipe again when it ends.

    "Note on SIGPIPE" in the documentation of Python's module `signal`.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
