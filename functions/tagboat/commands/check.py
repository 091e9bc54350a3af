"""`tagboat check`: the rules of a working copy, and every target of every rule. Needs no push."""

import argparse

from tagboat.commands.answer import Answer
from tagboat.commands.check_json import check_json, mistakes_json
from tagboat.commands.check_text import check_text, mistakes_text
from tagboat.commands.infra_repo import InfraRepo, add_infra_repo_options
from tagboat.commands.screen import Screen
from tagboat.commands.time_option import add_time_option, time_of
from tagboat.core.checking.check import Checked, RulesText, check
from tagboat.core.checking.checklist import checklist_of
from tagboat.core.checking.near_paths import MOST_LOOKED_AT, near_paths
from tagboat.core.errors import FileMissing, InvalidRules
from tagboat.core.restraints.standing import standing
from tagboat.core.rules.positions import positions_in
from tagboat.core.rules.rule import RuleSet
from tagboat.preview import read_files


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_time_option(parser)
    add_infra_repo_options(parser)


def run(arguments: argparse.Namespace, screen: Screen) -> Answer:
    """Load the rules, and if they load, check their targets.

    Raises:
        Misuse: The options contradict each other, or there is no rules file.
        OSError: A file cannot be read.
    """
    infra_repo, now = InfraRepo(arguments), time_of(arguments)
    try:
        rules = infra_repo.rules()
    except InvalidRules as error:
        mistakes = infra_repo.mistakes(error)
        in_text = mistakes_text(mistakes, infra_repo, screen)
        return Answer(mistakes_json(mistakes) if arguments.json else in_text, findings=True)
    checked, held = _checked(rules, infra_repo), standing(rules, now)
    in_text = check_text(checked, held, infra_repo, screen)
    output = check_json(checked, held) if arguments.json else in_text
    return Answer(output, findings=bool(checked.findings))


def _checked(rules: RuleSet, infra_repo: InfraRepo) -> Checked:
    checklist = checklist_of(rules)
    snapshot = read_files(checklist, infra_repo.working_copy)
    missing = [path for path, file in snapshot.files.items() if isinstance(file, FileMissing)]
    there = infra_repo.working_copy.some_paths(MOST_LOOKED_AT) if missing else ()
    text = RulesText(infra_repo.rules_name, positions_in(infra_repo.rules_text()))
    return check(checklist, snapshot, text, near_paths(missing, there))
