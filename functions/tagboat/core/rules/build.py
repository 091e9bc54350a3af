"""From a rule as people wrote it to one that can be asked, with every part checked."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tagboat.core.globs import Glob, compile_glob, is_glob
from tagboat.core.image_push import RepositoryName
from tagboat.core.rules.allowance import Allowance
from tagboat.core.rules.build_policy import BuiltPolicy, build_policy
from tagboat.core.rules.build_target import build_target
from tagboat.core.rules.known import Known
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.pattern import compile_pattern
from tagboat.core.rules.rule import Rule
from tagboat.core.rules.schema import WrittenRule
from tagboat.core.rules.target import Target
from tagboat.core.tag_policy.digest import Digest
from tagboat.core.variables import Template

_Glob = Annotated[str, Meta(pattern=r"^[a-z0-9._/*?{},!\[\]-]+\Z")]


def build_rule(
    written: WrittenRule,
    at: Location,
    message: tuple[Location, str],
    mistakes: Mistakes,
    allowance: Allowance,
) -> Rule | None:
    """Check a rule and make it ready.

    Args:
        written: The rule.
        at: Where the rule is.
        message: The template of commit messages that holds for rules without one, after its place,
            which is the whole file where the file has none.
        mistakes: Where every mistake is noted.
        allowance: What its patterns and globs may take.

    Returns:
        The rule, or None if it has mistakes.
    """
    before = len(mistakes)
    images = _images(written.image, (*at, "image"), mistakes, allowance)
    pattern = _pattern(written.tags, (*at, "tags"), mistakes, allowance)
    ignored = [
        _pattern(text, (*at, "ignore_tags", index), mistakes, allowance)
        for index, text in mistakes.until_many(enumerate(written.ignore_tags))
    ]
    known = Known(
        groups=None if pattern is None else frozenset(pattern.groupindex),
        own={"RULE": written.name, "ENVIRONMENT": written.environment},
    )
    built = build_policy(written.policy, (*at, "policy"), known, mistakes)
    targets = _targets(written, at, built, known, mistakes, allowance)
    if built is not None and pattern is not None:
        _refuse_other_tags(built, pattern, (*at, "policy", "digest"), mistakes)
    template = _message(written, at, message, known, mistakes)
    if built is not None and len(mistakes) == before:
        _refuse_untold(built, targets, (*at, "policy"), mistakes)
    if built is None or template is None or len(mistakes) > before:
        return None
    return Rule(
        name=written.name,
        images=tuple(images),
        account=written.account,
        region=written.region,
        tags=pattern,
        ignored=tuple(ignored),
        policy=built.policy,
        compares=built.compares,
        environment=written.environment,
        targets=tuple(targets),
        message=template,
    )


def _images(
    written: str | list[str], at: Location, mistakes: Mistakes, allowance: Allowance
) -> list[Glob]:
    named = [(at, written)] if isinstance(written, str) else []
    if isinstance(written, list):
        named = [((*at, index), name) for index, name in enumerate(written)]
    images = []
    for place, name in mistakes.until_many(named):
        with mistakes.at(place):
            _check_image(name)
            if is_glob(name):
                allowance.take_glob(name)
            images.append(compile_glob(name))
    return images


def _check_image(name: str) -> None:
    """Refuse what no push can have, so that its pushes are not ignored without a word."""
    try:
        msgspec.convert(name, _Glob if is_glob(name) else RepositoryName)
        is_name = ".amazonaws.com" not in name  # A registry would pass for a name's first part.
    except msgspec.ValidationError:
        is_name = False
    if not is_name:
        raise ValueError(
            f"{name!r} is not the name of an ECR repository; write it without registry and tag, or"
            " a glob such as team/*"
        )


def _pattern(text: str, at: Location, mistakes: Mistakes, allowance: Allowance) -> Any:  # noqa: ANN401 - re2's own
    with mistakes.at(at):
        allowance.refuse_if_spent()
        pattern = compile_pattern(text)
        allowance.take_pattern(pattern)
        return pattern
    return None


def _targets(
    written: WrittenRule,
    at: Location,
    policy: BuiltPolicy | None,
    known: Known,
    mistakes: Mistakes,
    allowance: Allowance,
) -> list[Target]:
    moves_digest = policy is not None and policy.moves_digest
    targets = []
    for index, target in mistakes.until_many(enumerate(written.targets)):
        place = (*at, "targets", index)
        built = build_target(target, place, known, mistakes, allowance, moves_digest=moves_digest)
        if built is not None:
            targets.append(built)
    return targets


def _refuse_other_tags(policy: BuiltPolicy, pattern: Any, at: Location, mistakes: Mistakes) -> None:  # noqa: ANN401 - re2's own
    """Refuse a rule that takes one tag by its policy and never that one by its pattern."""
    if isinstance(policy.policy, Digest) and pattern.fullmatch(policy.policy.tag) is None:
        what = f"'tags' does not match {policy.policy.tag!r}, so the rule takes no image at all"
        mistakes.add(at, f"{what}; remove 'tags', or mend one of the two")


def _refuse_untold(
    policy: BuiltPolicy, targets: list[Target], at: Location, mistakes: Mistakes
) -> None:
    """Refuse a rule that could not know by any of its values whether an image is older."""
    if not policy.compares or any(target.tells(policy.compares) for target in targets):
        return
    names = " and ".join(f"${name}" for name in sorted(policy.compares))
    mistakes.add(
        at,
        f"it compares {names}, which nothing that is written tells, so that an older image could"
        " replace a newer one; write it in a value, or let 'extract' name what is written",
    )


def _message(
    written: WrittenRule,
    at: Location,
    message: tuple[Location, str],
    known: Known,
    mistakes: Mistakes,
) -> Template | None:
    place, text = message
    if written.commit_message is not None:
        place, text = (*at, "commit_message"), written.commit_message
    try:
        return Template(text, known.in_messages())
    except ValueError as error:
        if not mistakes.has(place):  # Once for all rules.
            whose = "" if place else "the message of commits, which the file does not name: "
            mistakes.add(place, f"{whose}{error} (in rule '{written.name}')")
        return None
