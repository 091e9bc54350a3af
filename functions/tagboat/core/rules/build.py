"""From a rule as people wrote it to one that can be asked, with every part checked."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from tagboat.core.globs import Glob, compile_glob, is_glob
from tagboat.core.image_push import RepositoryName
from tagboat.core.rules.allowance import Allowance
from tagboat.core.rules.build_delivery import Written, build_terms
from tagboat.core.rules.build_policy import BuiltPolicy, build_policy
from tagboat.core.rules.build_restraints import build_own
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


class Shared(Struct, frozen=True):
    """What holds for rules that do not say otherwise."""

    message: tuple[Location, str]
    """The template of commit messages after its place, which is the whole file where the file has
    none."""
    delivery: Written
    base: str
    """The branch that pull requests go to."""


class _Building(Struct, frozen=True):
    """What a rule is made of."""

    written: WrittenRule
    at: Location
    shared: Shared
    mistakes: Mistakes
    allowance: Allowance


def build_rule(
    written: WrittenRule,
    at: Location,
    shared: Shared,
    mistakes: Mistakes,
    allowance: Allowance,
) -> Rule | None:
    """Check a rule and make it ready.

    Args:
        written: The rule.
        at: Where the rule is.
        shared: What holds for rules that do not say otherwise.
        mistakes: Where every mistake is noted.
        allowance: What its patterns and globs may take.

    Returns:
        The rule, or None if it has mistakes.
    """
    return _built(_Building(written, at, shared, mistakes, allowance))


def _built(building: _Building) -> Rule | None:
    written, mistakes = building.written, building.mistakes
    before = len(mistakes)
    images = _images(building)
    tags = _pattern(building, written.tags, "tags")
    ignored = _ignored(building)
    known = _known(written, tags)
    policy = build_policy(written.policy, (*building.at, "policy"), known, mistakes)
    targets = _targets(building, policy, known)
    if policy is not None and tags is not None:
        _refuse_other_tags(building, policy, tags)
    template = _message(building, known)
    terms = build_terms(_delivery(building), building.shared.base, known, mistakes)
    restraints = build_own(written, building.at, mistakes)
    if policy is not None and len(mistakes) == before:
        _refuse_untold(building, policy, targets)
    if policy is None or template is None or len(mistakes) > before:
        return None
    return Rule(
        name=written.name,
        images=images,
        account=written.account,
        region=written.region,
        tags=tags,
        ignored=ignored,
        policy=policy.policy,
        compares=policy.compares,
        environment=written.environment,
        targets=targets,
        message=template,
        terms=terms,
        restraints=restraints,
    )


def _images(building: _Building) -> tuple[Glob, ...]:
    written, at = building.written.image, (*building.at, "image")
    named: list[tuple[Location, str]] = [(at, written)] if isinstance(written, str) else []
    if isinstance(written, list):
        named = [((*at, index), name) for index, name in enumerate(written)]
    images = []
    for place, name in building.mistakes.until_many(named):
        with building.mistakes.at(place):
            _check_image(name)
            if is_glob(name):
                building.allowance.take_glob(name)
            images.append(compile_glob(name))
    return tuple(images)


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


def _pattern(building: _Building, text: str, *inside: str | int) -> Any:  # noqa: ANN401 - re2's own
    with building.mistakes.at((*building.at, *inside)):
        building.allowance.refuse_if_spent()
        pattern = compile_pattern(text)
        building.allowance.take_pattern(pattern)
        return pattern
    return None


def _ignored(building: _Building) -> tuple[Any, ...]:
    texts = building.mistakes.until_many(enumerate(building.written.ignore_tags))
    return tuple(_pattern(building, text, "ignore_tags", index) for index, text in texts)


def _known(written: WrittenRule, tags: Any) -> Known:  # noqa: ANN401 - re2's own
    return Known(
        groups=None if tags is None else frozenset(tags.groupindex),
        own={"RULE": written.name, "ENVIRONMENT": written.environment},
    )


def _targets(building: _Building, policy: BuiltPolicy | None, known: Known) -> tuple[Target, ...]:
    mistakes, allowance = building.mistakes, building.allowance
    moves_digest = policy is not None and policy.moves_digest
    targets = []
    for index, target in mistakes.until_many(enumerate(building.written.targets)):
        place = (*building.at, "targets", index)
        built = build_target(target, place, known, mistakes, allowance, moves_digest=moves_digest)
        if built is not None:
            targets.append(built)
    return tuple(targets)


def _refuse_other_tags(building: _Building, policy: BuiltPolicy, tags: Any) -> None:  # noqa: ANN401 - re2's own
    """Refuse a rule that takes one tag by its policy and never that one by its pattern."""
    if isinstance(policy.policy, Digest) and tags.fullmatch(policy.policy.tag) is None:
        what = f"'tags' does not match {policy.policy.tag!r}, so the rule takes no image at all"
        place = (*building.at, "policy", "digest")
        building.mistakes.add(place, f"{what}; remove 'tags', or mend one of the two")


def _refuse_untold(building: _Building, policy: BuiltPolicy, targets: Sequence[Target]) -> None:
    """Refuse a rule that could not know by what is there whether an image is older.

    Each target that tells speaks for itself, and for those that do not if it is always there.
    """
    telling = [target for target in targets if target.tells(policy.compares)]
    is_told = len(telling) == len(targets) or not all(target.optional for target in telling)
    if not policy.compares or is_told:
        return
    names = " and ".join(f"${name}" for name in sorted(policy.compares))
    which, mend = "nothing that is written tells", "write it in a value"
    if telling:
        which = "only targets with 'missing: skip' tell"
        mend = "remove 'missing: skip' from one of them"
    building.mistakes.add(
        (*building.at, "policy"),
        f"it compares {names}, which {which}, so that an older image could replace a newer one;"
        f" {mend}, or let 'extract' name what is written",
    )


def _delivery(building: _Building) -> Written:
    delivery = building.written.deliver
    return (
        building.shared.delivery
        if delivery is None
        else Written(delivery, (*building.at, "deliver"))
    )


def _message(building: _Building, known: Known) -> Template | None:
    written, mistakes = building.written, building.mistakes
    place, text = building.shared.message
    if written.commit_message is not None:
        place, text = (*building.at, "commit_message"), written.commit_message
    try:
        return Template(text, known.in_messages())
    except ValueError as error:
        if not mistakes.has(place):  # Once for all rules.
            whose = "" if place else "the message of commits, which the file does not name: "
            mistakes.add(place, f"{whose}{error} (in rule '{written.name}')")
        return None
