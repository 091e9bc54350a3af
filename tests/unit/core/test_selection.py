"""Rules choose among the pushes of a batch."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.rules.rule import Candidate, RuleSet
from tagboat.core.selection import select
from tests.image_pushes import image_push, image_pushes
from tests.rule_sets import rule, rule_sets, rules


def said(pushes: list[ImagePush], rule_set: RuleSet) -> list[tuple[str, str | None, Kind, str]]:
    selection = select(pushes, rule_set)
    return [(o.push.tag, o.rule, o.kind, o.reason) for o in selection.outcomes]


def test_the_newest_push_is_chosen_and_the_others_are_older() -> None:
    old, new = image_push("1.0", at=0), image_push("1.1", at=1)
    selection = select([new, old], rules(rule()))
    (chosen,) = selection.chosen
    assert chosen.candidate.push is new
    assert chosen.reason == "the newest build, pushed at 2026-03-02T12:00:01Z"
    assert said([new, old], rules(rule())) == [
        ("1.0", "rule-0", Kind.OLDER, "1.1 was pushed later"),
    ]


def test_a_push_that_no_rule_is_about_is_ignored() -> None:
    assert said([image_push(image="team/other")], rules(rule())) == [
        ("1.0", None, Kind.IGNORED, "no rule is about the image repository team/other")
    ]


def test_a_tag_that_a_rule_refuses_is_ignored_by_that_rule_only() -> None:
    rule_set = rules(rule(tags="v.*"), rule())
    assert said([image_push("1.0")], rule_set) == [
        ("1.0", "rule-0", Kind.IGNORED, "the tag does not match 'v.*'")
    ]
    assert [choice.rule.name for choice in select([image_push("1.0")], rule_set).chosen] == [
        "rule-1"
    ]


def test_an_event_that_comes_twice_is_the_same_image() -> None:
    push = image_push("1.0")
    assert said([push, push], rules(rule())) == [
        ("1.0", "rule-0", Kind.UNCHANGED, "the same image is in this batch again")
    ]


def test_a_tag_that_was_moved_is_another_image() -> None:
    before = image_push("latest", at=0, digest="sha256:" + "1" * 64)
    after = image_push("latest", at=1, digest="sha256:" + "2" * 64)
    assert said([before, after], rules(rule())) == [
        ("latest", "rule-0", Kind.OLDER, "latest was pushed later")
    ]


def test_each_file_is_read_once() -> None:
    rule_set = rules(rule(file="a"), rule(file="b"), rule(file="a"), rule("team/api", file="c"))
    assert select([image_push()], rule_set).paths == ["a", "b"]


def test_the_newest_choice_comes_last() -> None:
    api, web = image_push(image="team/api", at=2), image_push(image="team/web", at=1)
    rule_set = rules(rule("team/api"), rule("team/web"))
    selection = select([api, web], rule_set)
    assert [choice.candidate.push for choice in selection.chosen] == [web, api]


pushes_of_a_batch = st.lists(image_pushes(), max_size=6)


@given(pushes_of_a_batch, rule_sets)
def test_every_push_is_chosen_or_has_an_outcome_by_each_rule_of_its_image(
    pushes: list[ImagePush], rule_set: RuleSet
) -> None:
    selection = select(pushes, rule_set)
    answered = Counter((choice.candidate.push.id, choice.rule.name) for choice in selection.chosen)
    answered.update((outcome.push.id, str(outcome.rule)) for outcome in selection.outcomes)
    asked: Counter[tuple[str, str]] = Counter()
    for push in pushes:
        names = [rule.name for rule in rule_set.rules if rule.image == push.repository]
        asked.update((push.id, name) for name in names or ["None"])
    assert answered == asked


@given(pushes_of_a_batch, rule_sets)
def test_the_newest_of_the_candidates_wins(pushes: list[ImagePush], rule_set: RuleSet) -> None:
    chosen = {choice.rule.name: choice.candidate for choice in select(pushes, rule_set).chosen}
    for rule_ in rule_set.rules:
        candidates = [c for push in pushes if isinstance(c := rule_.consider(push), Candidate)]
        times = [candidate.push.pushed_at for candidate in candidates]
        assert (rule_.name in chosen) == bool(times)
        if times:
            assert chosen[rule_.name] in candidates
            assert chosen[rule_.name].push.pushed_at == max(times)


@given(pushes_of_a_batch, rule_sets, st.randoms(use_true_random=False))
def test_the_order_of_the_pushes_does_not_matter(
    pushes: list[ImagePush], rule_set: RuleSet, random: Random
) -> None:
    shuffled = list(pushes)
    random.shuffle(shuffled)
    one, other = select(pushes, rule_set), select(shuffled, rule_set)
    assert one.chosen == other.chosen
    assert Counter(map(repr, one.outcomes)) == Counter(map(repr, other.outcomes))
