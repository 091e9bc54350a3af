"""From a rule as people wrote it to one that can be asked, with every part checked."""

from collections.abc import Set

import msgspec

from tagboat.core.image_push import RepositoryName
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
    pattern = groups = message_template = None
    with mistakes.at(f"{place}: image"):
        _check_image(written.image)
    with mistakes.at(f"{place}: tags"):
        pattern = compile_pattern(written.tags)
        groups = frozenset(pattern.groupindex)
    targets = _targets(written.targets, groups, place, mistakes)
    with mistakes.at(f"{place}: commit_message"):
        message_template = _template(message, groups, CHANGE_VARIABLES)
    if pattern is None or message_template is None:
        return None
    return Rule(
        name=written.name,
        image=written.image,
        tags=pattern,
        policy=NewestBuild(),
        environment=written.environment,
        targets=targets,
        message=message_template,
    )


def _check_image(name: str) -> None:
    """Refuse what no push can have, so that its pushes are not ignored without a word."""
    try:
        msgspec.convert(name, RepositoryName)
        is_name = ".amazonaws.com" not in name  # A registry would pass for a name's first part.
    except msgspec.ValidationError:
        is_name = False
    if not is_name:
        raise ValueError(
            f"{name!r} is not the name of an ECR repository; write it without registry, tag and"
            " wildcards"
        )


def _targets(
    written: list[WrittenTarget], groups: Set[str] | None, place: str, mistakes: Mistakes
) -> tuple[Target, ...]:
    targets = []
    for index, target in enumerate(written):
        inside = f"{place}: targets[{index}]"
        with mistakes.at(f"{inside}.file"):
            check_path(target.file)
        with mistakes.at(f"{inside}.value"):
            targets.append(Target(target.file, _template(target.value, groups)))
    return tuple(targets)


def _template(text: str, groups: Set[str] | None, more: Set[str] = frozenset()) -> Template:
    """A template of a rule; without its groups, which a mistake hides, any name passes."""
    known = None if groups is None else PUSH_VARIABLES | RULE_VARIABLES | groups | more
    return Template(text, known)
