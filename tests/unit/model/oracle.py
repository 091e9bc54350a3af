"""What has to stand everywhere after a reconcile, by docs/rules.md and nothing else."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from tests.unit.model.images import Contents, Image
from tests.unit.model.infra_repo import GROUP, PLACES, RULES, Place
from tests.unit.model.meaning import image, is_frozen, is_held, rank, read
from tests.unit.model.people import Changes, is_held_by_people, is_set_since
from tests.unit.model.rules_file import Restraints

type Expected = dict[Place, Collection[str]]
"""What may stand in each place; several where tags are of the same image."""


def expected(
    current: Mapping[Place, str],
    contents: Contents,
    restraints: Restraints,
    lines: tuple[str, ...] | None,
    now: datetime,
    changes: Changes,
    times: Mapping[str, datetime],
) -> Expected:
    """Say what has to stand everywhere.

    Args:
        current: What stands there before.
        contents: What ECR has.
        restraints: What the rules file says.
        lines: What the hold file says.
        now: The time.
        changes: How what stands there came to be.
        times: The push times of all digests in ECR.
    """
    able = {
        place: []
        if is_held(place, restraints, lines) or is_frozen(place, restraints, now)
        else _allowed(place, contents, now)
        for place in PLACES
    }
    free = {
        place: [
            one
            for one in images
            if not is_held_by_people(place, one, current, changes, contents, times)
            and not is_set_since(place, one, current, changes, contents)
        ]
        for place, images in able.items()
    }
    found: dict[Place, Collection[str]] = {}
    for some in (able, free):
        for place in PLACES:
            if not RULES[place.rule].together:
                found[place] = _alone(place, current[place], some[place], contents)
        found.update(_together(current, some))
        if some is able:
            best = dict(found)
    return {
        place: values
        if values == best[place]
        # What a reconcile chooses is held by people: it does not look for the next best.
        else {*values, current[place]}
        for place, values in found.items()
    }


def _allowed(place: Place, contents: Contents, now: datetime) -> list[Image]:
    """The images that a rule may write in a place."""
    age = timedelta(seconds=RULES[place.rule].minimum_age)
    return [
        one
        for one in contents[place.repository].values()
        if re.fullmatch(place.tags, one.tag) and one.pushed_at + age <= now
    ]


def _alone(
    place: Place, current: str, free: Iterable[Image], contents: Contents
) -> Collection[str]:
    rule = RULES[place.rule]
    free = list(free)
    if not free:
        return {current}
    if rule.policy in ("newest", "digest"):
        best = max(free, key=lambda one: one.order)
        there = image(place, current, contents) if rule.policy == "newest" else None
        if there is not None and there.order > best.order:
            return {current}
    else:
        top = max(_ranked(place, one.tag) for one in free)
        there_rank = rank(rule, read(rule, current).get("tag", ""))
        if there_rank is not None and there_rank > top:
            return {current}
        free = [one for one in free if _ranked(place, one.tag) == top]
        best = max(free, key=lambda one: one.order)
    return {_spelled(place, one) for one in free if one.digest == best.digest}


def _together(current: Mapping[Place, str], free: Mapping[Place, Iterable[Image]]) -> Expected:
    """The highest tag that all images of the group have, unless something higher is there."""
    members = [place for name in GROUP for place in PLACES if place.rule == name]
    common = set.intersection(*({one.tag for one in free[place]} for place in members))
    if not common:
        return {place: {current[place]} for place in members}
    best = max(common, key=lambda tag: _ranked(members[0], tag))
    there = (rank(RULES[place.rule], current[place]) for place in members)
    if any(one is not None and one > _ranked(members[0], best) for one in there):
        return {place: {current[place]} for place in members}
    return {place: {best} for place in members}


def _ranked(place: Place, tag: str) -> tuple[int, ...]:
    found = rank(RULES[place.rule], tag)
    assert found is not None
    return found


def _spelled(place: Place, one: Image) -> str:
    return RULES[place.rule].value.format(tag=one.tag, digest=one.digest)
