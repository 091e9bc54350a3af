"""`tagboat schema`: the JSON Schema of the rules file, for editors."""

import argparse
import json

from tagboat.commands.answer import Answer
from tagboat.commands.screen import Screen
from tagboat.core.rules.json_schema import json_schema


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options: none."""


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:  # noqa: ARG001 - always the same
    """Print the schema."""
    return Answer(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
