"""Images that move together are written all at once, or not at all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import FileMissing, TargetError
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.plan import Plan, plan
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Newest, select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import NOON, image_push
from tests.rule_sets import rule, rules


def group(*, by: str = "$IMAGE_TAG", **fields: Any) -> RuleSet:
    """Two images that move together, and one that moves alone."""
    return rules(
        rule("team/api", "tags/api", name="api", **fields),
        rule("team/worker", "tags/worker", name="worker", **fields),
        rule("team/web", "tags/web", name="web"),
        together=[{"rules": ["api", "worker"], "by": by}],
    )


def planned(pushes: list[ImagePush], rule_set: RuleSet, **tags: str) -> Plan:
    """What is planned where all files have 0, or what is given."""
    now = {"api": "0", "worker": "0", "web": "0"} | tags
    files: dict[str, File | TargetError] = {
        f"tags/{name}": File(f"{tag}\n".encode()) if tag else FileMissing("It is not there.")
        for name, tag in now.items()
    }
    return plan(select(pushes, rule_set, now=NOON), Snapshot("main", "c0ffee", files))


def written(made: Plan) -> dict[str, str]:
    return {path.partition("/")[2]: file.text(path).strip() for path, file in made.files.items()}


def kinds(made: Plan) -> dict[str, Kind]:
    return {f"{o.rule} {o.push.tag}": o.kind for o in made.outcomes}


def api(tag: str, *, at: float = 0) -> ImagePush:
    return image_push(tag, "team/api", at=at)


def worker(tag: str, *, at: float = 0) -> ImagePush:
    return image_push(tag, "team/worker", at=at)


def test_one_alone_is_held() -> None:
    made = planned([api("1.4"), image_push("1.4")], group())
    assert written(made) == {"web": "1.4"}
    (held,) = (one for one in made.outcomes if one.kind is Kind.HELD)
    assert held.reason == (
        "team/worker of rule 'worker' has no 1.4 yet, and both move together; push it, or change"
        " 'together' to release this one"
    )


def test_all_are_written_at_once() -> None:
    made = planned([api("1.4"), worker("1.4", at=1)], group())
    assert written(made) == {"api": "1.4", "worker": "1.4"}


def test_other_tags_do_not_complete_a_group() -> None:
    made = planned([api("1.4"), worker("1.3")], group())
    assert written(made) == {}
    assert set(kinds(made).values()) == {Kind.HELD}


def test_the_newest_that_all_have_is_written_and_what_is_newer_waits() -> None:
    pushes = [api("1.3"), worker("1.3"), api("1.4", at=1), worker("1.4", at=1), api("1.5", at=2)]
    made = planned(pushes, group())
    assert written(made) == {"api": "1.4", "worker": "1.4"}
    assert kinds(made) == {
        "api 1.3": Kind.OLDER,
        "worker 1.3": Kind.OLDER,
        "api 1.4": Kind.WRITTEN,
        "worker 1.4": Kind.WRITTEN,
        "api 1.5": Kind.HELD,
    }


def test_pushes_in_another_order_never_part_a_group() -> None:
    pushes = [api("a", at=0), api("b", at=1), worker("b", at=2), worker("a", at=3)]
    made = planned(pushes, group())
    assert written(made) == {"api": "b", "worker": "b"}


def test_a_named_group_of_the_tags_may_be_what_is_the_same() -> None:
    rule_set = group(by="$version", tags="[a-z]+-(?<version>.+)")
    made = planned([api("api-1.4"), worker("w-1.4")], rule_set)
    assert written(made) == {"api": "api-1.4", "worker": "w-1.4"}


def test_one_rule_may_have_all_images_of_a_group() -> None:
    both = rule(["team/api", "team/worker"], "tags/$IMAGE_NAME", name="both")
    rule_set = rules(both, together=[["both"]])
    assert written(planned([api("1.4")], rule_set)) == {}
    made = planned([api("1.4"), worker("1.4")], rule_set)
    assert written(made) == {"api": "1.4", "worker": "1.4"}


def test_a_member_that_is_held_holds_the_others() -> None:
    rule_set = rules(
        rule("team/api", "tags/api", name="api"),
        rule("team/worker", "tags/worker", name="worker", hold="broken"),
        together=[["api", "worker"]],
    )
    made = planned([api("1.4"), worker("1.4")], rule_set)
    assert written(made) == {}
    reasons = [one.reason for one in made.outcomes if one.rule == "api"]
    assert reasons == [
        (
            "waits for team/worker of rule 'worker': held by the rule's 'hold': broken; remove it"
            " to release the rule"
        )
    ]


def test_a_member_that_cannot_be_written_fails_the_others() -> None:
    made = planned([api("1.4"), worker("1.4"), image_push("1.4")], group(), worker="")
    assert written(made) == {"web": "1.4"}
    assert kinds(made) == {
        "api 1.4": Kind.FAILED,
        "worker 1.4": Kind.FAILED,
        "web 1.4": Kind.WRITTEN,
    }
    (with_it,) = (one for one in made.outcomes if one.rule == "api")
    assert isinstance(with_it.error, FileMissing)
    assert with_it.reason.startswith(
        "moves together with team/worker of rule 'worker', which is not written: Rule 'worker': "
    )


def test_a_member_that_stays_keeps_the_others_where_they_are() -> None:
    rule_set = group(policy={"semver": "*"})
    made = planned([api("1.4.0"), worker("1.4.0")], rule_set, api="1.5.0", worker="1.3.0")
    assert written(made) == {}
    assert kinds(made) == {"api 1.4.0": Kind.OLDER, "worker 1.4.0": Kind.HELD}


def test_a_member_that_is_there_already_is_no_obstacle() -> None:
    made = planned([api("1.4"), worker("1.4")], group(), api="1.4")
    assert written(made) == {"worker": "1.4"}
    assert kinds(made) == {"api 1.4": Kind.UNCHANGED, "worker 1.4": Kind.WRITTEN}


_tags = st.sampled_from(["1.0.0", "1.1.0", "1.2.0"])
_images = st.sampled_from(["team/api", "team/worker", "team/web"])
_pushed = st.lists(st.builds(image_push, _tags, _images, at=st.integers(0, 9)), max_size=8)


@given(_pushed, st.sampled_from(["newest-build", {"semver": "*"}]), _tags, _tags)
def test_a_group_is_never_parted(
    pushes: list[ImagePush], policy: Any, first: str, second: str
) -> None:
    made = planned(pushes, group(policy=policy), api=first, worker=second)
    now = {"api": first, "worker": second} | written(made)
    if {"api", "worker"} & set(written(made)):
        assert now["api"] == now["worker"]
    told = [(one.push.id, one.rule) for one in made.outcomes if one.rule is not None]
    assert set(told) == {(push.id, push.repository.removeprefix("team/")) for push in pushes}


@pytest.mark.parametrize("tag", ["1.4", "1.5"])
def test_what_is_known_to_be_written_still_completes_a_group(tag: str) -> None:
    rule_set = group()
    known: Newest = {
        ("api", ("team/api",)): api("1.4", at=5),
        ("worker", ("team/worker",)): worker("1.4", at=5),
    }
    pushes = [api(tag), worker(tag)]
    selection = select(pushes, rule_set, known, NOON)
    assert len(selection.chosen) == (2 if tag == "1.4" else 0)
