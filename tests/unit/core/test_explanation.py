"""An explanation has every rule's answer, and agrees with what a push does."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import FileMissing, TargetError
from tagboat.core.explanation import Explanation, Verdict, close_images, explain, unknown_image
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.plan import plan
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push, image_pushes, tags
from tests.rule_sets import rule, rule_sets, rules


def explained(
    push: ImagePush, rule_set: RuleSet, files: Mapping[str, bytes | TargetError]
) -> list[Explanation]:
    read = {
        path: File(content) if isinstance(content, bytes) else content
        for path, content in files.items()
    }
    selection = select([push], rule_set)
    made = plan(selection, Snapshot("main", "c0ffee", read))
    return list(explain(push, rule_set, selection, made))


def test_every_rule_answers_in_the_order_of_the_file() -> None:
    rule_set = rules(
        rule(image=["team/api", "x/*"]),
        rule(tags="v.+"),
        rule(tags="(?<major>\\d).*"),
    )
    other, refused, accepted = explained(image_push("1.2"), rule_set, {"tag": b"1.0"})
    assert (other.verdict, other.reason) == (Verdict.OTHER, "it is about team/api, x/*")
    assert (refused.verdict, refused.reason) == (
        Verdict.REFUSED,
        "the tag does not match 'v.+'",
    )
    assert accepted.verdict is Verdict.ACCEPTED
    assert accepted.reason == "the newest build, pushed at 2026-03-02T12:00:00Z"
    assert accepted.groups == {"major": "1"}
    assert accepted.outcome
    assert accepted.outcome.kind is Kind.WRITTEN
    assert [(change.old, change.new) for change in accepted.changes] == [("1.0", "1.2")]
    assert (other.outcome, refused.outcome) == (None, None)


@pytest.mark.parametrize(
    ("there", "kind"),
    [
        (b"1.5.0", Kind.OLDER),
        (b"1.2.0", Kind.UNCHANGED),
        (b"1.0.0", Kind.WRITTEN),
        (b"\0", "failed"),
    ],
)
def test_what_is_there_decides_what_an_accepted_push_does(there: bytes, kind: str) -> None:
    rule_set = rules(rule(policy={"semver": "^1.0.0"}))
    (one,) = explained(image_push("1.2.0"), rule_set, {"tag": there})
    assert (one.verdict, one.reason) == (Verdict.ACCEPTED, "the highest version in ^1.0.0")
    assert one.outcome
    assert one.outcome.kind == kind
    assert bool(one.changes) == (kind is Kind.WRITTEN)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("team/wbe", ["team/web"]),
        ("web", ["team/web"]),
        ("other/web", ["team/web"]),
        ("team/ap", ["team/api"]),
        ("nothing-like-it", []),
    ],
)
def test_a_name_that_no_rule_is_about_has_near_misses(name: str, expected: list[str]) -> None:
    rule_set = rules(rule("team/web"), rule("team/web"), rule("team/api"), rule("other/*"))
    assert close_images(name, rule_set)[: len(expected) or None] == expected


def test_a_name_that_no_rule_is_about_is_told_with_its_near_misses() -> None:
    rule_set = rules(rule("team/web"), rule("team/wob"))
    assert unknown_image("team/wub", rule_set) == (
        "No rule is about the image repository team/wub. Did you mean team/wob or team/web?"
    )
    assert unknown_image("x", rule_set) == "No rule is about the image repository x."


contents = st.sampled_from([b"", b"1.0\n", b"1.1", b"two\nlines", b"\0"])
snapshots = st.fixed_dictionaries(
    dict.fromkeys(("a", "b", "c", "values.yaml"), contents)
    | {"missing": st.just(FileMissing("missing is not on main"))}
)


@given(image_pushes(), rule_sets, snapshots)
def test_an_explanation_agrees_with_what_the_push_does(
    push: ImagePush, rule_set: RuleSet, files: Mapping[str, bytes]
) -> None:
    read = {path: File(c) if isinstance(c, bytes) else c for path, c in files.items()}
    made = plan(select([push], rule_set), Snapshot("main", "c0ffee", read))
    found = explained(push, rule_set, files)
    assert [one.rule for one in found] == list(rule_set.rules)
    outcomes = [one.outcome for one in found if one.outcome]
    expected = [outcome for outcome in made.outcomes if outcome.kind is not Kind.IGNORED]
    assert {(o.rule, o.kind, o.reason) for o in outcomes} == {
        (o.rule, o.kind, o.reason) for o in expected
    }
    assert [change for one in found for change in one.changes] == sorted(
        made.changes, key=lambda change: [rule.name for rule in rule_set.rules].index(change.rule)
    )


@given(tags, rule_sets, snapshots)
def test_any_tag_is_explained(tag: str, rule_set: RuleSet, files: Mapping[str, bytes]) -> None:
    found = explained(image_push(tag), rule_set, files)
    assert all(one.reason for one in found)
    assert all((one.verdict is Verdict.ACCEPTED) == (one.outcome is not None) for one in found)
