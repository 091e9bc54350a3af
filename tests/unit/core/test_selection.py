"""Rules choose among the pushes of a batch."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import BranchProtected
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Newest, Selection, newest_of, select
from tagboat.core.tag_policy.base import Candidate
from tests.image_pushes import image_push, image_pushes
from tests.rule_sets import rule, rule_sets, rules


def said(pushes: list[ImagePush], rule_set: RuleSet) -> list[tuple[str, str | None, Kind, str]]:
    selection = select(pushes, rule_set)
    return [(o.push.tag, o.rule, o.kind, o.reason) for o in outcomes_of(selection)]


def outcomes_of(selection: Selection) -> list[Outcome]:
    """All that is known, once what is chosen is written."""
    passed_over = (outcome for chosen in selection.chosen for outcome in chosen.passed_over)
    return [*selection.outcomes, *passed_over]


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
    answered.update((one.push.id, str(one.rule)) for one in outcomes_of(selection))
    asked: Counter[tuple[str, str]] = Counter()
    for push in pushes:
        about = (rule for rule in rule_set.rules if rule.images[0].text == push.repository)
        names = [rule.name for rule in about]
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


def test_a_rule_about_several_images_chooses_for_each() -> None:
    web = [image_push("1.0", at=0), image_push("1.1", at=1)]
    api = image_push("0.9", "team/api", at=0.5)
    selection = select([*web, api], rules(rule("team/*")))
    chosen = [(one.candidate.push.repository, one.candidate.push.tag) for one in selection.chosen]
    assert chosen == [("team/api", "0.9"), ("team/web", "1.1")]
    assert said([*web, api], rules(rule("team/*"))) == [
        ("1.0", "rule-0", Kind.OLDER, "1.1 was pushed later")
    ]


def test_the_policy_chooses_whatever_the_order_of_the_pushes() -> None:
    pushed = [image_push("1.10", at=0), image_push("1.9", at=1), image_push("main", at=2)]
    rule_set = rules(rule(policy={"semver": "^1"}))
    (chosen,) = select(pushed, rule_set).chosen
    assert (chosen.candidate.push.tag, chosen.reason) == ("1.10", "the highest version in ^1")
    assert said(pushed, rule_set) == [
        ("main", "rule-0", Kind.IGNORED, "main is not a version"),
        ("1.9", "rule-0", Kind.OLDER, "1.10 is higher"),
    ]


def test_globs_are_found_and_paths_are_read() -> None:
    targets = [{"file": "b/*"}, {"file": "a"}, {"file": "b/*"}, {"file": "c-$IMAGE_TAG/*"}]
    selection = select([image_push("1.0")], rules(rule(targets=targets), rule(file="a")))
    assert selection.paths == ["a"]
    assert [glob.text for glob in selection.globs] == ["b/*", "c-1.0/*"]


def test_a_path_that_leads_out_of_the_repository_is_not_read() -> None:
    rule_set = rules(rule(tags=r"1(?<up>\.\.)2", targets=[{"file": "$up/x"}, {"file": "$up/*"}]))
    selection = select([image_push("1..2")], rule_set)
    assert (len(selection.chosen), selection.paths, selection.globs) == (1, [], [])


def known(push: ImagePush, rule_name: str = "rule-0") -> Newest:
    return {(rule_name, (push.repository,)): push}


def test_what_is_older_than_what_is_known_to_be_written_is_not_chosen() -> None:
    late, newest = image_push("1.0", at=0), image_push("1.1", at=1)
    selection = select([late], rules(rule(), rule(image="team/*")), known(newest))
    assert [one.rule.name for one in selection.chosen] == ["rule-1"]
    assert [(o.rule, o.kind, o.reason) for o in selection.outcomes] == [
        ("rule-0", Kind.OLDER, "1.1 was pushed later and is written")
    ]
    for push in (newest, image_push("1.2", at=1), image_push("1.2", at=2)):
        assert len(select([push], rules(rule()), known(newest)).chosen) == 1


def test_what_is_known_of_one_image_says_nothing_of_another() -> None:
    push = image_push("1.0", "team/api", at=0)
    assert select([push], rules(rule("team/*")), known(image_push(at=9))).chosen


def test_policies_that_compare_find_in_the_file_what_is_newest() -> None:
    """What is remembered may have been reverted by hand since."""
    late = image_push("1.5", at=0)
    rule_set = rules(rule(policy={"semver": "*"}))
    assert select([late], rule_set, known(image_push("2.0", at=1))).chosen


def test_the_newest_written_push_is_remembered() -> None:
    def outcome(push: ImagePush, kind: Kind, rule_name: str | None = "a") -> Outcome:
        return Outcome(push=push, rule=rule_name, kind=kind, reason="because")

    old, new = image_push("1", at=1), image_push("2", at=2)
    made = rules(rule(name="a"))
    assert newest_of([outcome(old, Kind.WRITTEN)], made, {}) == known(old, "a")
    assert newest_of([outcome(new, Kind.UNCHANGED)], made, known(old, "a")) == known(new, "a")
    assert newest_of([outcome(old, Kind.UNCHANGED)], made, known(new, "a")) == known(new, "a")
    for kind in (Kind.OLDER, Kind.IGNORED):
        assert newest_of([outcome(new, kind)], made, {}) == {}
    assert newest_of([outcome(new, Kind.IGNORED, None)], made, {}) == {}
    assert newest_of([outcome(new, Kind.WRITTEN, "gone")], made, {}) == {}
    failed = failure(new, BranchProtected("no"), rule="a")
    assert newest_of([failed, outcome(new, Kind.UNCHANGED)], made, {}) == {}


def test_of_equal_ones_that_come_late_the_later_push_stays() -> None:
    late = image_push("1.1", at=0, digest="sha256:" + "1" * 64)
    newer = image_push("v1.1.0", at=1, digest="sha256:" + "2" * 64)
    rule_set = rules(rule(policy={"semver": "*"}))
    selection = select([late], rule_set, known(newer))
    assert [o.reason for o in selection.outcomes] == ["v1.1.0 was pushed later and is written"]
    assert select([image_push("1.2", at=0)], rule_set, known(newer)).chosen


def test_within_a_second_the_order_of_arrival_does_not_matter() -> None:
    one, other = image_push("a", at=0), image_push("b", at=0)
    assert select([one], rules(rule()), known(other)).chosen == ()
    assert select([other], rules(rule()), known(one)).chosen


PLACES = [
    {"file": "envs/$env"},
    {"file": "all.yaml", "yaml": "$env.tag"},
    {"file": "all.yaml", "yaml": "$['${env}'].tag"},
    {"file": "all.yaml", "helm": "$env.image"},
    {"file": "all.yaml", "helm": {"path": "$env.image"}},
    {"file": "k.yaml", "kustomize": "web-$env"},
    {"file": "k.yaml", "kustomize": {"name": "web-$env"}},
]


@pytest.mark.parametrize("target", PLACES, ids=str)
def test_images_of_different_places_do_not_replace_each_other(target: dict[str, Any]) -> None:
    pushed = [image_push("dev-2", at=0), image_push("qa-1", at=1), image_push("dev-1", at=-1)]
    rule_set = rules(rule(tags="(?<env>dev|qa)-.*", targets=[target]))
    chosen = select(pushed, rule_set).chosen
    assert [one.candidate.push.tag for one in chosen] == ["dev-2", "qa-1"]
    assert said(pushed, rule_set) == [("dev-1", "rule-0", Kind.OLDER, "dev-2 was pushed later")]
    written: Newest = {("rule-0", ("team/web", "qa")): pushed[1]}
    assert select([pushed[0]], rule_set, written).chosen
    assert not select([image_push("qa-0", at=0)], rule_set, written).chosen


def test_names_that_are_the_same_for_all_images_make_no_places() -> None:
    target = {"file": "$RULE/$ENVIRONMENT/$IMAGE_NAME/$IMAGE_REPOSITORY", "value": "$sha"}
    rule_set = rules(rule(tags="(?<sha>.+)", targets=[target], environment="x"))
    (chosen,) = select([image_push("a", at=0), image_push("b", at=1)], rule_set).chosen
    assert chosen.candidate.push.tag == "b"


comparing_rules = st.lists(
    st.builds(
        lambda image, policy: rule(image, policy=policy),
        st.sampled_from(["team/web", "team/api", "team/*", "**"]),
        st.sampled_from(["numerical", "alphabetical", {"semver": "*-0"}, "newest-build"]),
    ),
    max_size=4,
).map(lambda written: rules(*written))


@given(pushes_of_a_batch, comparing_rules, st.randoms(use_true_random=False))
def test_with_every_policy_the_order_of_the_pushes_does_not_matter(
    pushes: list[ImagePush], rule_set: RuleSet, random: Random
) -> None:
    shuffled = random.sample(pushes, len(pushes))
    one, other = select(pushes, rule_set), select(shuffled, rule_set)
    assert one.chosen == other.chosen
    assert Counter(map(repr, one.outcomes)) == Counter(map(repr, other.outcomes))


@given(pushes_of_a_batch, comparing_rules)
def test_each_rule_answers_each_push_of_its_images_once(
    pushes: list[ImagePush], rule_set: RuleSet
) -> None:
    selection = select(pushes, rule_set)
    answers = Counter((one.rule.name, one.candidate.push.id) for one in selection.chosen)
    answers.update((one.rule, one.push.id) for one in outcomes_of(selection) if one.rule)
    asked = Counter(
        (one.name, push.id) for push in pushes for one in rule_set.rules if one.consider(push)
    )
    assert answers == asked
