"""A change of a value holds what it took away and what is not newer, a pin all before it."""

from datetime import timedelta
from typing import Any

import pytest

from tagboat.core.registry import ImageId, Known, RegistryImage
from tagboat.core.restraints.base import Held
from tagboat.core.reverts.image_order import OrderByPushTime, OrderByValue
from tagboat.core.reverts.taken_back import held_by
from tagboat.core.reverts.value_changes import ValueChange
from tagboat.core.selection import Chosen, select
from tests.image_pushes import NOON, image_push
from tests.revisions import revision
from tests.rule_sets import rule, rules

PUSHED = {"1": 100, "2": 200, "3": 300, "x": 150}
"""When the registry has got the images, in seconds after noon."""
BY_TIME: list[Any] = ["newest-build"]
BY_VALUE: list[Any] = ["numerical", {"semver": "*"}, "alphabetical"]


def chosen(policy: Any, tag: str, at: float, **more: Any) -> Chosen:
    written = rule(policy=policy, tags="(latest|[0-9]+).*", **more)
    (found,) = select([image_push(tag, at=at)], rules(written)).chosen
    return found


def known() -> Known:
    pushed = {tag: NOON + timedelta(seconds=at) for tag, at in PUSHED.items()}
    return {
        ImageId(tag=tag): RegistryImage(digest=image_push(tag).digest, pushed_at=at)
        for tag, at in pushed.items()
    }


def held(
    policy: Any, tag: str, at: float, old: str, new: str, *, is_last: bool = True
) -> Held | None:
    """Whether a push is held by a change at 400 seconds after noon."""
    one = chosen(policy, tag, at)
    change = ValueChange(
        revision=revision("", at=400),
        file="tag",
        where="",
        template=one.rule.targets[0].values["value"],
        old=old,
        new=new,
        is_last=is_last,
    )
    if one.rule.policy.by_push_time:
        by_time = OrderByPushTime(one.rule, one.candidate.variables, known())
        return held_by(change, one.candidate, one.rule, by_time)
    by_value = OrderByValue(one.rule, one.candidate.variables)
    return held_by(change, one.candidate, one.rule, by_value)


@pytest.mark.parametrize("policy", BY_TIME + BY_VALUE)
@pytest.mark.parametrize(
    ("tag", "at", "is_held"),
    [
        ("2", 200, True),  # the one that was taken away
        ("2", 399, True),
        ("2", 400, False),  # pushed in the second of the commit: that took back an earlier push
        ("2", 401, False),  # pushed again
        ("1", 100, True),
        ("3", 300, False),  # newer than what was taken away
        ("0", 401, False),
    ],
)
def test_who_goes_back_from_2_to_1_holds_what_is_not_newer_than_2(
    policy: Any, tag: str, at: float, *, is_held: bool
) -> None:
    for is_last in (True, False):
        assert (held(policy, tag, at, "2", "1", is_last=is_last) is not None) is is_held


@pytest.mark.parametrize("policy", BY_TIME + BY_VALUE)
@pytest.mark.parametrize(
    ("tag", "old", "new"), [("3", "1", "2"), ("3", "nothing", "1"), ("1", "2", "3")]
)
def test_who_goes_on_takes_nothing_back(policy: Any, tag: str, old: str, new: str) -> None:
    assert held(policy, tag, PUSHED[tag], old, new) is None


@pytest.mark.parametrize("policy", BY_TIME + BY_VALUE)
@pytest.mark.parametrize("pin", ["", "nothing", "x", "registry.example.com/other:9"])
def test_a_pin_holds_all_that_was_pushed_before_for_as_long_as_it_is_there(
    policy: Any, pin: str
) -> None:
    assert held(policy, "3", 300, "2", pin) is not None
    assert held(policy, "3", 401, "2", pin) is None
    assert held(policy, "3", 300, "2", pin, is_last=False) is None
    assert held(policy, "2", 200, "2", pin, is_last=False) is not None


def test_a_tag_that_the_registry_does_not_have_is_a_pin_where_the_push_time_counts() -> None:
    assert held("newest-build", "3", 300, "2", "9") is not None
    assert held("numerical", "3", 300, "2", "9") is None


def test_the_reason_names_commit_person_time_and_values() -> None:
    assert held("numerical", "2", 200, "2", "1") == Held(
        "Ann changed 2 to 1 in tag with c400 at 2026-03-02 12:06:40 UTC, after this image was"
        " pushed; push a newer image, or commit its value by hand, to release it",
        commit="c400",
    )


@pytest.mark.parametrize(
    ("new", "told"), [("", "''"), ("a\u2028b", r"'a\u2028b'"), ("x" * 999, "x" * 200 + "...")]
)
def test_a_value_is_told_in_one_short_line(new: str, told: str) -> None:
    found = held("numerical", "2", 200, "2", new)
    assert found is not None
    assert found.reason.startswith(f"Ann changed 2 to {told} in tag with")
