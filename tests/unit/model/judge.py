"""Judges every commit on the branch: what Tagboat may do in one, and what it may not."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core.snapshot import File
from tests.unit.model.images import Images
from tests.unit.model.infra_repo import (
    FILES,
    GROUP,
    HOLD_PATH,
    PLACES,
    RULES,
    Place,
    values,
    without_values,
)
from tests.unit.model.meaning import is_back, is_frozen, is_held, may_be_written, read
from tests.unit.model.rules_file import Restraints
from tests.unit.model.written import Written, written_to

type Tree = Mapping[str, File]


class Since(Struct, frozen=True):
    """When an invocation began."""

    time: datetime
    version: int
    """The last version of ECR then."""


def hold_lines(tree: Tree) -> tuple[str, ...] | None:
    """What the hold file says; None where there is none."""
    file = tree.get(HOLD_PATH)
    return None if file is None else tuple(file.content.decode().splitlines())


def judge(
    before: Tree,
    after: Tree,
    message: str,
    restraints: Restraints,
    images: Images,
    since: Since,
    now: datetime,
) -> None:
    """Fail if a commit of Tagboat does what it may not.

    Args:
        before: The files of the head that it was made on.
        after: Its own.
        message: What it says.
        restraints: What the rules file of that head says.
        images: What ECR has and had.
        since: When the invocation began.
        now: When it was made.
    """
    assert before != after, "an empty commit"
    assert before.keys() == after.keys(), "Tagboat made or removed a file"
    changed = {path for path in before if before[path] != after[path]}
    assert changed <= FILES.keys(), changed
    assert _modes(before) == _modes(after)
    assert without_values(_contents(before)) == without_values(_contents(after)), "not a value"
    old, new = values(_contents(before)), values(_contents(after))
    for place in PLACES:
        if old[place] != new[place]:
            by = written_to(place, new[place], message)
            _judge_value(place, old[place], new[place], by, images, since, now)
            held = is_held(place, restraints, hold_lines(before))
            assert not held, f"{place.rule} is held and was written"
            frozen = all(is_frozen(place, restraints, at) for at in (since.time, now))
            assert not frozen, f"{place.rule} is frozen and was written"
    moved = [place for place in PLACES if place.rule in GROUP]
    if any(old[place] != new[place] for place in moved):
        assert len({new[place] for place in moved}) == 1, "a group was torn apart"


def _judge_value(
    place: Place, old: str, new: str, by: Written, images: Images, since: Since, now: datetime
) -> None:
    what = f"{place.rule}: {new} over {old} in {place.path}"
    rule = RULES[place.rule]
    if rule.policy in ("newest", "digest"):
        versions = images.versions[since.version :]
        able = [one for one in versions if may_be_written(place, new, one, now)]
        assert able, f"{what}, which is no image of its rule, or too young"
        back = (is_back(place, old, new, one, by.pushed_at(one)) for one in able)
        assert not all(back), f"backwards: {what}"
        return
    found = read(rule, new)
    ever = images.ever[place.repository]
    assert any(
        found["tag"] == tag and found.get("digest") in (None, digest) for tag, digest in ever
    ), f"{what}, which was never pushed"
    assert not is_back(place, old, new, images.contents), f"backwards: {what}"


def _contents(tree: Tree) -> dict[str, bytes]:
    return {path: tree[path].content for path in FILES}


def _modes(tree: Tree) -> Sequence[tuple[str, bool]]:
    return sorted((path, file.executable) for path, file in tree.items())
