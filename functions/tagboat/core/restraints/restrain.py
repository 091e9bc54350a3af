"""Which images have to wait, and which may be written now, before any file is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.restraints.base import Held
from tagboat.core.restraints.together import Group, Member, Move, move
from tagboat.core.restraints.waiting import Waiting
from tagboat.core.rules.rule import Place, Rule, RuleSet
from tagboat.core.tag_policy.base import Candidate

type Key = tuple[str, Place]
"""The name of a rule, and the place that it writes."""


class Restrained(Struct, frozen=True):
    """What a rule takes for one place."""

    rule: Rule
    free: Sequence[Candidate]
    """What may be written now."""
    waiting: Waiting = ()
    """What may not, and why."""
    group: Group | None = None
    """What it moves with."""


def restrain(
    found: Mapping[Key, tuple[Rule, Sequence[Candidate]]], rules: RuleSet, now: datetime | None
) -> Mapping[Key, Restrained]:
    """Find out what has to wait.

    Args:
        found: What the rules take.
        rules: All rules.
        now: The time; None where no rule may have a restraint.
    """
    restrained = {key: _alone(rule, some, rules, now) for key, (rule, some) in found.items()}
    for group in dict.fromkeys(rules.group_of(one.rule.name) for one in restrained.values()):
        if group is not None:
            restrained |= _together(group, restrained, rules)
    return restrained


def _alone(
    rule: Rule, candidates: Sequence[Candidate], rules: RuleSet, now: datetime | None
) -> Restrained:
    restraints = (*rules.restraints, *rule.restraints)
    if not restraints:
        return Restrained(rule, candidates)
    assert now is not None  # noqa: S101 - who has rules with restraints says what time it is
    free: list[Candidate] = []
    waiting: list[tuple[Candidate, Held]] = []
    for candidate in candidates:
        held = next(filter(None, (one.holds(candidate, now) for one in restraints)), None)
        if held is None:
            free.append(candidate)
        else:
            waiting.append((candidate, held))
    return Restrained(rule, free, waiting)


def _together(
    group: Group, restrained: Mapping[Key, Restrained], rules: RuleSet
) -> Mapping[Key, Restrained]:
    """Hold what the others of a group cannot move to."""
    members = {member: (member.rule, (member.repository,)) for member in group.members}
    there = {member: restrained[key] for member, key in members.items() if key in restrained}
    first = rules.named(group.members[0].rule)
    assert first is not None  # noqa: S101 - groups name rules that there are
    moved = move(group, {member: one.free for member, one in there.items()}, first.policy)
    return {members[member]: _limited(group, one, moved, there) for member, one in there.items()}


def _limited(
    group: Group, restrained: Restrained, moved: Move, there: Mapping[Member, Restrained]
) -> Restrained:
    free = [one for one in restrained.free if group.value(one) == moved.value]
    waiting = [
        (one, _why(group, group.value(one), moved, there))
        for one in restrained.free
        if group.value(one) != moved.value
    ]
    return replace(restrained, free=free, waiting=(*restrained.waiting, *waiting), group=group)


def _why(group: Group, value: str, moved: Move, there: Mapping[Member, Restrained]) -> Held:
    member = moved.lacking.get(value)
    if member is None:
        return Held(f"the images that it moves with go to {moved.value}")
    waiting = there[member].waiting if member in there else ()
    held = (held for one, held in waiting if group.value(one) == value)
    why = next(held, None)
    if why is not None:
        return Held(f"waits for {member.repository} of rule '{member.rule}': {why.reason}")
    return Held(
        f"{member.repository} of rule '{member.rule}' has no {value} yet, and both move together;"
        " push it, or change 'together' to release this one"
    )
