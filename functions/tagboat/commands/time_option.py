"""The option `--at`: what would be decided at another time, for holds that end by themselves."""

import argparse
from datetime import UTC, datetime

from tagboat.commands.answer import Misuse
from tagboat.commands.named_pushes import now


def add_time_option(parser: argparse.ArgumentParser) -> None:
    """Declare the option."""
    parser.add_argument(
        "--at",
        metavar="TIME",
        help="decide as if it were then, such as 2026-12-24T10:00Z: by freezes and minimum ages"
        " (default: now; without a zone, in UTC)",
    )


def time_of(arguments: argparse.Namespace) -> datetime:
    """The time to decide at.

    Raises:
        Misuse: It is none.
    """
    if arguments.at is None:
        return now()
    try:
        time = datetime.fromisoformat(arguments.at)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Misuse(f"--at {arguments.at}: write a time such as 2026-12-24T10:00Z.") from error
