"""What has to wait is held with its reason, and what may be written is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.restraints.standing import standing
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select
from tests.image_pushes import NOON, image_push
from tests.rule_sets import rule, rules

EVENING = NOON + timedelta(hours=6)
WEB, API = image_push("1.0"), image_push("1.0", "team/api")


def said(
    pushes: list[ImagePush], rule_set: RuleSet, now: datetime = EVENING
) -> list[tuple[str, str | None, Kind, str]]:
    selection = select(pushes, rule_set, now=now)
    passed_over = [one for chosen in selection.chosen for one in chosen.passed_over]
    return [(o.push.tag, o.rule, o.kind, o.reason) for o in (*selection.outcomes, *passed_over)]


def chosen(pushes: list[ImagePush], rule_set: RuleSet, now: datetime = EVENING) -> list[str]:
    return [
        f"{one.rule.name} {one.candidate.push.tag}"
        for one in select(pushes, rule_set, now=now).chosen
    ]


def test_a_held_rule_holds_and_the_others_write() -> None:
    rule_set = rules(rule(hold=True), rule(), rule(hold="The database moves"))
    assert chosen([WEB], rule_set) == ["rule-1 1.0"]
    assert said([WEB], rule_set) == [
        ("1.0", "rule-0", Kind.HELD, "held by the rule's 'hold'; remove it to release the rule"),
        (
            "1.0",
            "rule-2",
            Kind.HELD,
            "held by the rule's 'hold': The database moves; remove it to release the rule",
        ),
    ]


def test_a_tag_that_a_held_rule_does_not_take_is_ignored() -> None:
    assert said([WEB], rules(rule(hold=True, tags="v.*")))[0][2] is Kind.IGNORED


@pytest.mark.parametrize(
    ("hold", "expected"),
    [
        (False, ["web 1.0", "api 1.0"]),
        (True, []),
        ("Friday", []),
        ({"environments": ["prod"]}, ["api 1.0"]),
        ({"rules": ["api"]}, ["web 1.0"]),
        ({"environments": ["prod"], "rules": ["api"]}, []),
    ],
)
def test_a_file_holds_all_or_what_it_names(hold: Any, expected: list[str]) -> None:
    both = rule(name="web", environment="prod"), rule("team/api", name="api", environment="dev")
    assert chosen([API, WEB], rules(*both, hold=hold)) == sorted(expected)


def test_of_what_waits_for_the_same_only_the_best_is_held() -> None:
    newer = image_push("1.1", at=1)
    rule_set = rules(rule(hold=True))
    kinds = sorted((tag, kind) for tag, _, kind, _ in said([newer, WEB, newer], rule_set))
    assert kinds == [("1.0", Kind.OLDER), ("1.1", Kind.HELD), ("1.1", Kind.UNCHANGED)]


def test_a_freeze_tells_when_it_ends_by_its_own_clocks() -> None:
    freeze = {"from": "2026-03-02", "to": "2026-03-03T08:00", "timezone": "Europe/Berlin"}
    rule_set = rules(rule(), freeze=[freeze | {"reason": "audit"}])
    assert said([WEB], rule_set) == [
        (
            "1.0",
            "rule-0",
            Kind.HELD,
            "frozen until 2026-03-03 08:00 CET: audit; change 'freeze' to release it sooner",
        )
    ]
    assert chosen([WEB], rule_set, NOON - timedelta(hours=13, seconds=1)) == ["rule-0 1.0"]
    assert chosen([WEB], rule_set, NOON + timedelta(hours=19)) == ["rule-0 1.0"]


def test_a_freeze_of_dates_ends_with_the_last_day() -> None:
    rule_set = rules(rule(freeze=[{"from": "2026-03-01", "to": "2026-03-02"}]))
    assert chosen([WEB], rule_set, NOON + timedelta(hours=11, minutes=59)) == []
    assert chosen([WEB], rule_set, NOON + timedelta(hours=12)) == ["rule-0 1.0"]


def test_a_time_may_say_how_far_from_utc_it_is() -> None:
    window = {"from": "2026-03-02T12:00+01:00", "to": "2026-03-02T12:00Z"}
    rule_set = rules(rule(freeze=[window | {"timezone": "Asia/Tokyo"}]))
    assert chosen([WEB], rule_set, NOON - timedelta(hours=1)) == []
    assert chosen([WEB], rule_set, NOON) == ["rule-0 1.0"]


def test_a_freeze_by_schedule_may_be_of_an_environment() -> None:
    freeze = {"cron": "0 17 * * mon", "duration": "8h", "environments": ["prod"]}
    both = rule(environment="prod"), rule(environment="dev")
    assert chosen([WEB], rules(*both, freeze=[freeze])) == ["rule-1 1.0"]


def test_an_image_is_held_until_it_is_old_enough() -> None:
    rule_set = rules(rule(minimum_age="2h"))
    assert said([WEB], rule_set, NOON + timedelta(hours=2, seconds=-1)) == [
        (
            "1.0",
            "rule-0",
            Kind.HELD,
            (
                "younger than 2h, the rule's 'minimum_age': old enough at 2026-03-02 14:00:00 UTC;"
                " shorten it to release the image sooner"
            ),
        )
    ]
    assert chosen([WEB], rule_set, NOON + timedelta(hours=2)) == ["rule-0 1.0"]


def test_an_older_image_that_is_old_enough_is_written_meanwhile() -> None:
    young = image_push("1.1", at=3600)
    pushes, at = [WEB, young], NOON + timedelta(hours=2)
    rule_set = rules(rule(minimum_age="2h"))
    assert chosen(pushes, rule_set, at) == ["rule-0 1.0"]
    assert [(tag, kind) for tag, _, kind, _ in said(pushes, rule_set, at)] == [("1.1", Kind.HELD)]


def test_a_young_image_that_would_not_be_written_anyway_is_older() -> None:
    young = image_push("0.9", at=3600)
    rule_set = rules(rule(minimum_age="2h", policy={"semver": "*"}))
    assert said([WEB, young], rule_set, NOON + timedelta(hours=2)) == [
        ("0.9", "rule-0", Kind.OLDER, "1.0 is higher")
    ]


def test_a_push_in_a_far_future_waits() -> None:
    push = image_push(pushed_at=datetime.max.replace(tzinfo=EVENING.tzinfo))
    assert "far future" in said([push], rules(rule(minimum_age="1d")))[0][3]


def test_rules_with_restraints_are_never_asked_without_the_time() -> None:
    with pytest.raises(AssertionError):
        select([WEB], rules(rule(hold=True)))


def test_what_stands_is_told_without_a_push() -> None:
    freeze = {"from": "2026-03-02", "to": "2026-03-02", "environments": ["prod"]}
    web = rule(name="web", environment="prod", hold="why", minimum_age="2h")
    rule_set = rules(web, freeze=[freeze])
    assert standing(rule_set, NOON) == (
        "environment prod: frozen until 2026-03-03 00:00 UTC; change 'freeze' to release it sooner",
        "rule web: held by the rule's 'hold': why; remove it to release the rule",
    )
    assert len(standing(rule_set, NOON + timedelta(days=1))) == 1


_pushes = st.lists(
    st.builds(image_push, st.sampled_from("abcd"), st.just("team/web"), at=st.integers(0, 7200)),
    max_size=6,
)


@given(_pushes, st.integers(0, 4 * 3600), st.sampled_from(["newest-build", "alphabetical"]))
def test_each_push_has_one_outcome_and_nothing_young_is_chosen(
    pushes: list[ImagePush], seconds: int, policy: str
) -> None:
    now = NOON + timedelta(seconds=seconds)
    rule_set = rules(rule(minimum_age="1h", policy=policy))
    selection = select(pushes, rule_set, now=now)
    told = [o.push for o in selection.outcomes]
    told += [c.push for one in selection.chosen for c in (one.candidate, *one.others)]
    assert sorted(push.id for push in told) == sorted(push.id for push in pushes)
    for one in selection.chosen:
        assert one.candidate.push.pushed_at + timedelta(hours=1) <= now
    if any(push.pushed_at + timedelta(hours=1) <= now for push in pushes):
        assert selection.chosen
