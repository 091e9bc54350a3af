"""Mistakes in holds, freezes, minimum ages and groups are told with their place."""

from typing import Any

import pytest

from tagboat.core.errors import InvalidRules
from tagboat.core.rules.load import load_rules
from tests.rule_sets import DEFAULTS, rule, rules, wrong

WEB = rule(name="web", environment="prod")
API = rule("team/api", name="api")
FRIDAYS = {"cron": "0 18 * * fri", "duration": "2h"}


@pytest.mark.parametrize(
    ("hold", "path", "what"),
    [
        ({"environments": ["prd"]}, "hold.environments[0]", "did you mean 'prod'?"),
        ({"rules": ["web", "wep"]}, "hold.rules[1]", "no rule has the name 'wep'; did you mean"),
        ({"reason": "why"}, "hold", "it names nothing; add environments or rules, or write"),
    ],
)
def test_a_hold_that_would_hold_nothing_is_a_mistake(hold: Any, path: str, what: str) -> None:
    ((found, said),) = wrong(WEB, API, hold=hold)
    assert found == path
    assert what in said


@pytest.mark.parametrize(
    ("freeze", "path", "what"),
    [
        ({}, "freeze[0]", "the keys cron and duration, or the keys from and to"),
        ({"cron": "0 18 * * *"}, "freeze[0]", "the keys cron and duration"),
        (FRIDAYS | {"from": "2026-01-01"}, "freeze[0]", "the keys cron and duration"),
        ({"from": "2026-01-01"}, "freeze[0]", "the keys cron and duration"),
        (FRIDAYS | {"cron": "x"}, "freeze[0].cron", "'x' is not five fields"),
        (FRIDAYS | {"duration": "0h"}, "freeze[0].duration", "is no time at all"),
        (FRIDAYS | {"duration": "32d"}, "freeze[0].duration", "longer than 31d; write from and to"),
        (FRIDAYS | {"timezone": "Mars"}, "freeze[0].timezone", "'Mars' is not a time zone"),
        (FRIDAYS | {"timezone": "../UTC"}, "freeze[0].timezone", "is not a time zone"),
        (FRIDAYS | {"timezone": "Europe"}, "freeze[0].timezone", "is not a time zone"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "freeze[0].from", "is no time: day"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "freeze[0].to", "it ends before it begins"),
        ({"from": "2026-03-02", "to": "9999-12-31"}, "freeze[0].to", "is no time"),
    ],
)
def test_a_freeze_that_is_no_window_is_a_mistake(freeze: Any, path: str, what: str) -> None:
    for place, found in (
        (path, wrong(WEB, freeze=[freeze])),
        (path, wrong(WEB | {"freeze": [freeze]})),
    ):
        ((at, said),) = found
        assert (at, what in said) == (place, True), said


def test_a_freeze_may_name_only_what_there_is() -> None:
    assert wrong(WEB, freeze=[FRIDAYS | {"environments": ["dev"]}])[0][0] == (
        "freeze[0].environments[0]"
    )


@pytest.mark.parametrize(
    ("together", "path", "what"),
    [
        ([["web", "wep"]], "together[0][1]", "no rule has the name 'wep'"),
        ([["web", "web"]], "together[0][1]", "rule 'web' is in a group already"),
        ([["web", "api"], {"rules": ["api", "all"]}], "together[1].rules[0]", "in a group already"),
        ([["web"]], "together[0]", "a group has two at least"),
        ([["web", "all"]], "together[0][1]", "rule 'all' is about team/*"),
        ([["web", "review"]], "together[0][1]", "depend on $branch"),
        ([["web", "proposed"]], "together[0][1]", "is delivered in another way than rule 'web'"),
        ([{"rules": ["web", "api"], "by": "$version"}], "together[0].by", "$version"),
    ],
)
def test_a_group_that_cannot_move_is_a_mistake(together: Any, path: str, what: str) -> None:
    others = [
        rule("team/*", name="all"),
        rule("team/x", "$branch/tag", name="review", tags="(?<branch>.+)"),
        rule("team/y", name="proposed", deliver="pull_request"),
    ]
    found = wrong(WEB, API, *others, together=together)
    assert path in [at for at, _ in found]
    assert what in dict(found)[path]


def test_rules_with_mistakes_are_not_told_again_by_their_group() -> None:
    found = wrong(WEB, API | {"tags": "("}, together=[["web", "api"]], hold={"rules": ["api"]})
    assert [at for at, _ in found] == ["tags"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-12-20", "2027-01-02T08:00"),
        ("2026-12-20 10:00:00", "2027-01-02T08:00:00Z"),
        ('"2026-12-20"', "2027-01-02T08:00:00+01:00"),
    ],
)
def test_times_may_be_written_as_yaml_lets_them_be(start: str, end: str) -> None:
    window = f"freeze: [{{from: {start}, to: {end}}}]"
    text = (
        f"version: 1\n{window}\nrules:\n- {{name: a, image: a, targets: [{{file: a}}], {window}}}\n"
    )
    loaded = load_rules(text, ".tagboat.yaml", DEFAULTS)
    assert len(loaded.restraints) == len(loaded.rules[0].restraints) == 1


@pytest.mark.parametrize(
    "more",
    [
        "hold: 3",
        "hold: [web]",
        "freeze: {cron: x}",
        "freeze: [x]",
        "freeze: [{from: 12}]",
        "freeze: [{crn: x}]",
        "together: [web, api]",
        "together: [{rules: web}]",
    ],
)
def test_another_shape_is_a_mistake_with_a_line(more: str) -> None:
    with pytest.raises(InvalidRules) as caught:
        load_rules(f"version: 1\nrules: []\n{more}\n", ".tagboat.yaml", DEFAULTS)
    assert caught.value.findings[0].line == 3


def test_a_hold_that_is_false_holds_nothing() -> None:
    loaded = rules(WEB | {"hold": False}, hold=False)
    assert loaded.restraints == loaded.rules[0].restraints == ()
