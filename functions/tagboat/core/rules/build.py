"""From a rule as people wrote it to one that can be asked, with every part checked."""

from collections.abc import Collection

from tagboat.core.paths import check_path
from tagboat.core.rules.mistakes import Mistakes
from tagboat.core.rules.pattern import compile_pattern
from tagboat.core.rules.rule import Rule, Target
from tagboat.core.rules.schema import WrittenRule, WrittenTarget
from tagboat.core.tag_policy.newest_build import NewestBuild
from tagboat.core.variables import (
    CHANGE_VARIABLES,
    PUSH_VARIABLES,
    RULE_VARIABLES,
    Template,
)


def build_rule(written: WrittenRule, message: str, mistakes: Mistakes) -> Rule | None:
    """Check a rule and make it ready.

    Args:
        written: The rule.
        message: The template of the commit message.
        mistakes: Where every mistake is noted.

    Returns:
        The rule, or None if it has mistakes.
    """
    place = f"rule '{written.name}'"
    with mistakes.at(f"{place}: tags"):
        tags = compile_pattern(written.tags)
        known = PUSH_VARIABLES | RULE_VARIABLES | set(tags.groupindex)
        targets = _targets(written.targets, known, place, mistakes)
        with mistakes.at(f"{place}: commit_message"):
            return Rule(
                name=written.name,
                image=written.image,
                tags=tags,
                policy=NewestBuild(),
                environment=written.environment,
                targets=targets,
                message=Template(message, known | CHANGE_VARIABLES),
            )
    return None


def _targets(
    written: list[WrittenTarget], known: Collection[str], place: str, mistakes: Mistakes
) -> tuple[Target, ...]:
    targets = []
    for index, target in enumerate(written):
        with mistakes.at(f"{place}: targets[{index}]"):
            targets.append(Target(check_path(target.file), Template(target.value, known)))
    return tuple(targets)
