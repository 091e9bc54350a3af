"""What is held since somebody has changed or set a value, by docs/rules.md.

An image that no event tells of is not written where somebody has set the value since it was pushed:
a person, whatever they set; or Tagboat, by a later push, unless the image ranks higher.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from tests.unit.model.images import Contents, Image
from tests.unit.model.infra_repo import PLACES, RULES, Place
from tests.unit.model.meaning import is_back, rank, read
from tests.unit.model.written import Written


class Change(Struct, frozen=True):
    """A value that became another."""

    at: datetime
    old: str
    new: str
    by: Written | None
    """The push that Tagboat has written; None where a person has changed it."""


type Changes = Mapping[Place, Sequence[Change]]
"""Those of each place, the oldest first."""
type Order = tuple[Any, ...]
"""Of images of one policy: by ECR's clock and the digest, or a rank."""


def is_held_by_people(
    place: Place,
    one: Image,
    current: Mapping[Place, str],
    changes: Changes,
    contents: Contents,
    times: Mapping[str, datetime],
) -> bool:
    """Whether an image waits, since people changed a value that its rule would write now.

    Args:
        place: Where it would be written.
        one: The image.
        current: What stands everywhere.
        changes: How that came to be.
        contents: What ECR has.
        times: The push times of all digests in ECR, with a tag or without.
    """
    wanted = _value(place, one)
    for mate in _changed(place, one, current, contents):
        mine = _order(mate, wanted, contents, times)
        assert mine is not None
        those = changes[mate]
        for index, change in enumerate(those):
            is_last = index == len(those) - 1
            if change.by is None and one.pushed_at <= change.at:
                if change.old == wanted:
                    return True
                there = _order(mate, change.new, contents, times)
                gone = _order(mate, change.old, contents, times)
                if there is None:
                    if is_last:
                        return True
                elif gone is not None and there <= gone and mine <= gone:
                    return True
    return False


def is_set_since(
    place: Place,
    one: Image,
    current: Mapping[Place, str],
    changes: Changes,
    contents: Contents,
) -> bool:
    """Whether an image that no event tells of waits, since a value was set after it was pushed.

    The arguments are those of `is_held_by_people`.
    """
    for mate in _changed(place, one, current, contents):
        last = changes[mate][-1] if changes[mate] else None
        if last is None or last.at < one.pushed_at:
            continue
        if last.by is None:
            return True
        is_higher = _has_rank(mate) and is_back(mate, _value(mate, one), current[mate], contents)
        if not is_higher and last.by.pushed_at(contents) >= one.pushed_at:
            return True
    return False


def _changed(
    place: Place, one: Image, current: Mapping[Place, str], contents: Contents
) -> Iterator[Place]:
    """Where a rule would change a value, if it wrote an image: its places wait for each other."""
    mates = [place]
    if place.rule == "web-all":  # The only rule that writes an image to several places.
        mates = [mate for mate in PLACES if mate.rule == place.rule]
    for mate in mates:
        wanted = _value(mate, one)
        if current[mate] != wanted and not is_back(mate, current[mate], wanted, contents):
            yield mate


def _value(place: Place, one: Image) -> str:
    return RULES[place.rule].value.format(tag=one.tag, digest=one.digest)


def _has_rank(place: Place) -> bool:
    return RULES[place.rule].policy in ("semver", "numerical")


def _order(
    place: Place, value: str, contents: Contents, times: Mapping[str, datetime]
) -> Order | None:
    """Where an image stands in the order of its policy; None where that cannot be told."""
    rule = RULES[place.rule]
    found = read(rule, value)
    if rule.policy == "digest":
        digest = found.get("digest", "")
        return (times[digest], digest) if digest in times else None
    if rule.policy == "newest":
        known = contents[place.repository].get(found.get("tag", ""))
        return None if known is None else known.order
    return rank(rule, found.get("tag", ""))
