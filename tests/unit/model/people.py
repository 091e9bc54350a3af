"""What people's changes of values hold, by docs/rules.md, "When people change a value"."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from tests.unit.model.images import Contents, Image
from tests.unit.model.infra_repo import PLACES, RULES, Place
from tests.unit.model.meaning import rank, read


class Change(Struct, frozen=True):
    """A value that became another."""

    at: datetime
    old: str
    new: str
    by_person: bool


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
    rule = RULES[place.rule]
    wanted = rule.value.format(tag=one.tag, digest=one.digest)
    mates = [place]
    if place.rule == "web-all":  # The only rule that writes an image to several places.
        mates = [mate for mate in PLACES if mate.rule == place.rule]
    for mate in mates:
        higher = _order(mate, current[mate], contents, times)
        mine = _order(mate, wanted, contents, times)
        assert mine is not None
        if current[mate] == wanted or (higher is not None and higher > mine):
            continue
        those = changes.get(mate, ())
        for index, change in enumerate(those):
            is_last = index == len(those) - 1
            if change.by_person and one.pushed_at <= change.at:
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
