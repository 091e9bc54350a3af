"""`tagboat explain`: what every rule makes of one image, and why. Nothing is written."""

import argparse
from collections.abc import Iterator, Sequence

from tagboat.commands.answer import Answer
from tagboat.commands.explain_json import explain_json
from tagboat.commands.explain_text import explain_text
from tagboat.commands.image_options import add_image_options, image_parts, image_push
from tagboat.commands.infra_repo import InfraRepo, add_infra_repo_options
from tagboat.commands.screen import Screen
from tagboat.commands.time_option import add_time_option, time_of
from tagboat.core.errors import InvalidRules
from tagboat.core.explanation import Explanation, Verdict, explain, unknown_image
from tagboat.core.image_push import ImagePush
from tagboat.core.rules.rule import RuleSet
from tagboat.preview import decide


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    add_image_options(parser, required=True)
    add_time_option(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_infra_repo_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Explain what the push of one image would do.

    Raises:
        InvalidRules: The rules do not load, and no JSON is asked for that could say so.
        Misuse: The options contradict each other, the image is none, or there is no rules file.
        OSError: A file cannot be read.
    """
    infra_repo = InfraRepo(arguments)
    parts = image_parts(arguments)
    push, now = image_push(parts), time_of(arguments)
    try:
        rules = infra_repo.rules()
    except InvalidRules as error:
        if not arguments.json:
            raise
        return Answer(explain_json(push, (), (), infra_repo.mistakes(error)), findings=True)
    decision = decide([push], rules, infra_repo.working_copy, now=now)
    explained = explain(push, rules, decision.selection, decision.plan)
    made_up = [name for name in ("account", "region", "digest") if name not in parts]
    hints = [*_about_the_name(push, rules, explained), *_about(made_up, push, explained)]
    failed = any(one.outcome is not None and one.outcome.failed for one in explained)
    if arguments.json:
        return Answer(explain_json(push, explained, hints), findings=failed)
    return Answer(explain_text(push, explained, hints, screen), findings=failed)


def _about_the_name(
    push: ImagePush, rules: RuleSet, explained: Sequence[Explanation]
) -> Iterator[str]:
    if all(one.verdict is Verdict.OTHER for one in explained):
        yield unknown_image(push.repository, rules)


def _about(
    made_up: Sequence[str], push: ImagePush, explained: Sequence[Explanation]
) -> Iterator[str]:
    """Options that were not given, although the answer may be due to what was taken instead."""
    refused = [one.rule for one in explained if one.verdict is Verdict.REFUSED]
    for option in (option for option in made_up if option != "digest"):
        wanted = {getattr(rule, option) for rule in refused} - {None, getattr(push, option)}
        if wanted:
            named = " or ".join(sorted(wanted))
            yield f"A rule asks for the {option} {named}. Give --{option} to explain it."
    changes = (change for one in explained for change in one.changes)
    if "digest" in made_up and any(push.digest in change.new for change in changes):
        yield "The digest is made up. Give --digest to explain the image's own."
