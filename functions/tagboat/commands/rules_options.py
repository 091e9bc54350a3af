"""The options that say where the rules are: a rules file, or the quick start's parameters.

They have the names and the defaults of the template's parameters, so that the command line decides
as the function does.
"""

import argparse

from tagboat.commands.answer import Misuse
from tagboat.core.commit_message import Author
from tagboat.core.errors import UnsafePath
from tagboat.core.paths import check_path
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile, RulesFromParameters, RulesSource

RULES_FILE = ".tagboat.yaml"
TAG_PATTERN = ".+"
DESTINATION_FILE = "deployed_tags/prod_image_tag"
COMMIT_MESSAGE = "[Auto] Update $DESTINATION_FILE to $IMAGE_TAG"
AUTHOR = Author("Auto Update Bot", "auto-update-bot@example.com")


def add_rules_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    rules = parser.add_argument_group("rules")
    rules.add_argument(
        "--rules-file",
        metavar="PATH",
        help=f"the rules file, from the working copy's root (default: {RULES_FILE})",
    )
    rules.add_argument(
        "--commit-message",
        metavar="TEMPLATE",
        default=COMMIT_MESSAGE,
        help="the message where the rules file has none, as the stack's parameter CommitMessage",
    )
    quick_start = parser.add_argument_group(
        "quick start", "one rule without a rules file, as the stack's parameters make it"
    )
    quick_start.add_argument("--image-repository", metavar="NAME", help="the ECR repository")
    quick_start.add_argument(
        "--tag-pattern",
        metavar="RE2",
        help=f"what the whole tag has to match (default: {TAG_PATTERN})",
    )
    quick_start.add_argument(
        "--destination-file",
        metavar="PATH",
        help=f"the file that holds the tag and nothing else (default: {DESTINATION_FILE})",
    )


def rules_source(arguments: argparse.Namespace) -> RulesSource:
    """Where the rules come from.

    Raises:
        Misuse: The options contradict each other, or the rules file's path leads nowhere.
    """
    defaults = Defaults(author=AUTHOR, commit_message=arguments.commit_message)
    if arguments.image_repository is None:
        _refuse_a_half_quick_start(arguments)
        return RulesFile(_rules_path(arguments.rules_file), defaults)
    if arguments.rules_file is not None:
        raise Misuse("--rules-file and --image-repository exclude each other. Give one of them.")
    return RulesFromParameters(
        image=arguments.image_repository,
        tags=arguments.tag_pattern or TAG_PATTERN,
        destination_file=arguments.destination_file or DESTINATION_FILE,
        defaults=defaults,
    )


def _refuse_a_half_quick_start(arguments: argparse.Namespace) -> None:
    for option in ("tag_pattern", "destination_file"):
        if getattr(arguments, option) is not None:
            name = option.replace("_", "-")
            raise Misuse(f"--{name} belongs to the quick start. Give --image-repository as well.")


def _rules_path(path: str | None) -> str:
    try:
        return check_path(path or RULES_FILE)
    except UnsafePath as error:
        raise Misuse(f"--rules-file: {error}.") from error
