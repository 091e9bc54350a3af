"""`tagboat schema`: the JSON Schema of the rules file, for editors; or that of the outcomes."""

import argparse
import json

from tagboat.commands.answer import Answer
from tagboat.commands.screen import Screen
from tagboat.core import outcome_record
from tagboat.core.rules import json_schema

_SCHEMAS = {"rules": json_schema.json_schema, "outcomes": outcome_record.json_schema}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "of",
        metavar="WHAT",
        nargs="?",
        choices=list(_SCHEMAS),
        default="rules",
        help="rules: the rules file (default); outcomes: the detail of the events that tell them",
    )


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:  # noqa: ARG001 - always the same
    """Print the schema."""
    schema = _SCHEMAS[arguments.of]()
    return Answer(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
