"""`tagboat history`: what is deployed where, since when, by which push; and why a tag is not.

It reads the trailers of a clone's commits. The log is asked only if its group is named.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from tagboat.commands.answer import Answer, Misuse
from tagboat.commands.history_fate import Fate, fate_of
from tagboat.commands.history_json import fate_json, history_json
from tagboat.commands.history_text import fate_text, history_text
from tagboat.commands.image_names import SHAPES, shape_mistakes, split_name
from tagboat.commands.infra_repo import InfraRepo, add_infra_repo_options
from tagboat.commands.screen import Screen
from tagboat.core.errors import InvalidRules
from tagboat.core.history import Write, history
from tagboat.core.rules.rule import RuleSet
from tagboat.deployed_log import run_query
from tagboat.deployed_stack import CannotAsk, DeployedStack
from tagboat.git_log import NoHistory, is_shallow, proposed_messages, read_commits


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--image", metavar="NAME", help="only this ECR repository, such as team/web, or :TAG of it"
    )
    parser.add_argument("--tag", metavar="TAG", help="say what became of this tag of the image")
    parser.add_argument("--rule", metavar="NAME", help="only what this rule has written")
    parser.add_argument(
        "--branch", metavar="NAME", default="HEAD", help="the branch to read (default: HEAD)"
    )
    parser.add_argument("--all", action="store_true", help="what was deployed before, too")
    parser.add_argument(
        "--log-group", metavar="NAME", help="ask this log group what became of the tag"
    )
    parser.add_argument("--region", metavar="REGION", help="where the log group is")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_infra_repo_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Tell what is deployed, or what became of a tag.

    Raises:
        Misuse: The options contradict each other, or there is no history.
    """
    parts = _parts(arguments)
    root = Path(arguments.path)
    rules = _rules(arguments)
    try:
        writes = _wanted(history(read_commits(root, arguments.branch), rules), arguments, parts)
        shallow = is_shallow(root)
        if "tag" in parts:
            proposed = proposed_messages(root, arguments.branch)
            fate = fate_of(parts, writes, proposed, rules, shallow=shallow)
            return _fate(fate, arguments, screen)
    except NoHistory as error:
        raise Misuse(str(error)) from error
    shown = [one for one in writes if arguments.all or one.deployed]
    if arguments.json:
        return Answer(history_json(shown, shallow=shallow))
    return Answer(history_text(shown, screen, shallow=shallow))


def _fate(fate: Fate, arguments: argparse.Namespace, screen: Screen) -> Answer:
    logged = None
    if arguments.log_group:
        try:
            logs = DeployedStack("", arguments.region).client("logs")
            logged = run_query(logs, arguments.log_group, fate.query)
        except CannotAsk as error:
            raise Misuse(str(error)) from error
    said = fate_json(fate, logged) if arguments.json else fate_text(fate, logged, screen)
    return Answer(said, findings=not fate.writes)


def _parts(arguments: argparse.Namespace) -> Mapping[str, str]:
    """What is said of the image, by the names of `image_names.SHAPES`."""
    if arguments.image is None:
        for option in ("tag", "log_group"):
            if getattr(arguments, option) is not None:
                raise Misuse(f"--{option.replace('_', '-')} needs --image NAME.")
        return {}
    try:
        parts = dict(split_name(arguments.image))
    except ValueError as error:
        raise Misuse(f"--image {arguments.image}: {error}") from error
    if arguments.tag is not None:
        parts["tag"] = arguments.tag
    if mistakes := shape_mistakes({f"--{k}": (text, SHAPES[k]) for k, text in parts.items()}):
        raise Misuse("\n".join(mistakes))
    if arguments.log_group and "tag" not in parts:
        raise Misuse("--log-group needs --tag TAG.")
    return parts


def _rules(arguments: argparse.Namespace) -> RuleSet | None:
    """The rules, where there are any that load: history was written by those of its time."""
    try:
        return InfraRepo(arguments).rules()
    except (InvalidRules, Misuse):
        return None


def _wanted(
    writes: Sequence[Write], arguments: argparse.Namespace, parts: Mapping[str, str]
) -> list[Write]:
    def is_wanted(one: Write) -> bool:
        rule = arguments.rule in (None, one.rule)
        return rule and parts.get("image", one.push.repository) == one.push.repository

    return [one for one in writes if is_wanted(one)]
