"""What should be written is what the rules choose among all images that there are."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import FileMissing, HostUnavailable, NotAFile, TagboatError, ValueNotFound
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.reconciled import Reconciled, reconciled
from tagboat.core.reconciling import FOUND, SPARE, Home, Missed, Sought, missed, sought
from tagboat.core.registry import ImageRepository, NotAsked, RegistryImage
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select
from tests.image_pushes import NOON, image_push, this_evening
from tests.rule_sets import rule, rules

HOME = Home("123456789012", "us-east-1")
WEB = ImageRepository(HOME.account, HOME.region, "team/web")
API = ImageRepository(HOME.account, HOME.region, "team/api")


def image(*tags: str, at: float = 0, digest: int = 0) -> RegistryImage:
    known = digest or sum(tag.encode()[-1] for tag in tags)
    pushed_at = NOON + timedelta(seconds=at)
    return RegistryImage(digest=f"sha256:{known:064x}", tags=tags, pushed_at=pushed_at)


type Registered = dict[ImageRepository, list[RegistryImage]]


def missed_of(there: Registered, rule_set: RuleSet) -> Missed:
    pushes = [
        p for one, images in there.items() for each in images for p in each.pushes(one, FOUND)
    ]
    return missed(pushes, rule_set, this_evening())


def tags_of(there: Registered, rule_set: RuleSet) -> list[str]:
    return [push.tag for push in missed_of(there, rule_set).pushes]


def best_of(there: Registered, rule_set: RuleSet) -> set[str]:
    return {push.tag for _, push in missed_of(there, rule_set).best}


def names(*known: str) -> list[str] | NotAsked:
    return list(known)


def test_a_named_image_repository_is_looked_into_once_and_nobody_is_asked_for_names() -> None:
    found = sought(rules(rule(), rule(file="b"), rule("team/api")), HOME, _never)
    assert found == Sought((WEB, API))


def _never(place: Home) -> list[str]:
    raise AssertionError(place)


def test_a_glob_means_the_image_repositories_that_there_are() -> None:
    asked: list[Home] = []

    def names_in(place: Home) -> list[str]:
        asked.append(place)
        return ["team/api", "team/web", "other/web"]

    found = sought(rules(rule("team/*"), rule(["team/w*", "team/web"])), HOME, names_in)
    assert set(found.repositories) == {WEB, API}
    assert asked == [HOME]


def test_images_of_other_accounts_and_regions_are_looked_for_there() -> None:
    there = rule(account="210987654321", region="eu-west-1")
    (found,) = sought(rules(there), HOME, _never).repositories
    assert found == ImageRepository("210987654321", "eu-west-1", "team/web")


def test_what_cannot_be_asked_is_told_and_does_not_hide_the_rest() -> None:
    found = sought(rules(rule("any/*"), rule()), HOME, lambda _: NotAsked("no permission"))
    assert found == Sought((WEB,), ("no permission",))


def test_the_policy_chooses_among_all_images() -> None:
    there = {WEB: [image("1.0", at=3), image("2.0", at=1), image("1.5", at=2)]}
    assert best_of(there, rules(rule())) == {"1.0"}
    assert best_of(there, rules(rule(policy={"semver": "*"}))) == {"2.0"}
    assert best_of(there, rules(rule(tags=r"1\.5"))) == {"1.5"}
    assert best_of(there, rules(rule(tags="none"))) == set()


def test_what_comes_next_by_the_policy_is_handed_on_too_but_not_all() -> None:
    there = {WEB: [image(f"1.{number}", at=-number) for number in range(20)]}
    by_version = rules(rule(policy={"semver": "*"}))
    assert tags_of(there, by_version) == [f"1.{number}" for number in range(19, 8, -1)]
    assert tags_of(there, rules(rule())) == [f"1.{number}" for number in range(11)]


def test_each_rule_and_each_place_has_a_choice_of_its_own() -> None:
    there = {WEB: [image("dev-1", at=1), image("dev-2", at=2), image("prod-1", at=1)]}
    by_branch = rule(tags="(?<branch>.+)-[0-9]+", file="tags/$branch")
    assert best_of(there, rules(by_branch)) == {"dev-2", "prod-1"}


def test_an_image_is_known_as_the_registry_has_it() -> None:
    (push,) = missed_of({WEB: [image("1.0", at=7)]}, rules(rule())).pushes
    assert (push.repository, push.tag, push.pushed_at) == (
        "team/web",
        "1.0",
        NOON + timedelta(seconds=7),
    )
    assert (push.account, push.region, push.id) == (HOME.account, HOME.region, "reconcile")


def test_what_is_held_is_among_them_beside_what_may_be_written() -> None:
    there = {WEB: [image("1.0", at=0), image("1.1", at=5 * 3600)]}
    assert set(tags_of(there, rules(rule(minimum_age="2h")))) == {"1.0", "1.1"}
    assert tags_of(there, rules(rule(hold=True))) == ["1.1"]


def test_images_that_move_together_are_chosen_together() -> None:
    both = rules(rule(name="web"), rule("team/api", "api", name="api"), together=[["web", "api"]])
    web = [image("1.0", at=1), image("1.1", at=3)]
    api = [image("1.0", at=2)]
    chosen = missed_of({WEB: web, API: api}, both)
    assert {(push.repository, push.tag) for push in chosen.pushes} == {
        ("team/web", "1.0"),
        ("team/api", "1.0"),
        ("team/web", "1.1"),  # It is held, and told.
    }


@given(
    st.lists(st.tuples(st.sampled_from(["1.0", "1.1", "2.0", "x"]), st.integers(0, 9)), max_size=8),
    st.sampled_from(["newest-build", {"semver": "*"}, {"alphabetical": "asc"}]),
)
def test_what_is_missed_is_what_all_pushes_together_would_have_written(
    pushed: list[tuple[str, int]], policy: object
) -> None:
    tags = dict(pushed)  # A tag is one image.
    there = {WEB: [image(tag, at=at) for tag, at in tags.items()]}
    rule_set = rules(rule(policy=policy))
    pushes = [
        image_push(tag, at=at, digest=image(tag).digest, id="reconcile", listed=True)
        for tag, at in tags.items()
    ]
    chosen = select(pushes, rule_set, now=this_evening()).chosen
    found = missed_of(there, rule_set)
    assert [push for _, push in found.best] == [one.candidate.push for one in chosen]
    assert set(found.pushes) == {one.push for choice in chosen for one in choice.candidates}


tagged = st.builds(
    lambda major, minor, branch, at: (f"{branch}{major}.{minor}.0", at),
    st.integers(0, 3),
    st.integers(0, 9),
    st.sampled_from(["", "dev-"]),
    st.integers(0, 8 * 3600),
)


@given(
    st.lists(tagged, max_size=20, unique_by=lambda one: one[0]),
    st.integers(0, 20),
    st.sampled_from(["newest-build", {"semver": "*"}, {"alphabetical": "asc"}]),
    st.sampled_from([{}, {"minimum_age": "2h"}, {"require": {"scan": {"max_severity": "HIGH"}}}]),
)
def test_what_is_chosen_of_parts_is_what_is_chosen_of_all(
    images: list[tuple[str, int]], middle: int, policy: object, restraints: dict[str, Any]
) -> None:
    by_branch: dict[str, Any] = {"tags": "(?<branch>dev-)?[0-9.]+", "file": "tags/$branch"}
    some = rules(
        rule(name="web", policy=policy, **restraints),
        rule(name="branch", **by_branch, **restraints),
    )
    pushes = [image_push(tag, at=at) for tag, at in images]
    first = missed(pushes[:middle], some, this_evening()).pushes
    in_parts = missed([*first, *pushes[middle:]], some, this_evening())
    at_once = missed(pushes, some, this_evening())
    assert in_parts.best == at_once.best
    assert set(in_parts.pushes) == set(at_once.pushes)


def outcome(kind: Kind) -> Outcome:
    return Outcome(push=image_push(), rule="web", kind=kind, reason="because")


def test_outcomes_are_what_was_healed_what_drifts_and_what_is_in_sync() -> None:
    kinds = {kind: outcome(kind) for kind in Kind if kind is not Kind.FAILED}
    gone = failure(image_push(), FileMissing("gone"))
    down = failure(image_push(), HostUnavailable("down"))
    missed_ = Missed(best=frozenset({("web", image_push())}))
    found = reconciled([*kinds.values(), gone, down], missed_)
    assert found.healed == (kinds[Kind.WRITTEN], kinds[Kind.PROPOSED])
    assert found.drift == (kinds[Kind.OLDER], kinds[Kind.HELD])
    assert found.failed == (gone,)
    assert found.waiting == (down,)
    assert found.in_sync == 1


def test_what_another_rule_wants_is_no_drift_of_this_one() -> None:
    older = outcome(Kind.OLDER)
    wanted = Missed(best=frozenset({("api", older.push)}))
    assert reconciled([older], wanted).drift == ()


def test_what_a_scan_may_refuse_comes_with_what_is_written_instead() -> None:
    there = {WEB: [image(f"1.{number}", at=number) for number in range(30)]}
    gated = rules(rule(require={"scan": {"max_severity": "HIGH"}}))
    assert tags_of(there, gated) == [f"1.{29 - number}" for number in range(1 + SPARE)]
    found = missed_of(there, gated)
    assert {push.tag for _, push in found.best} == {"1.29"}


def test_of_images_that_wait_each_until_another_time_only_the_best_is_told() -> None:
    young = [image(f"1.{number}", at=5 * 3600 + number) for number in range(300)]
    found = missed_of({WEB: [image("1.0-old"), *young]}, rules(rule(minimum_age="2h")))
    assert [push.tag for push in found.pushes] == ["1.0-old", "1.299"]
    by_branch = rule(tags="(?<branch>.+)-[0-9]+", file="tags/$branch", minimum_age="2h")
    each = [image(f"{name}-{n}", at=5 * 3600 + n) for name in ("a", "b") for n in range(9)]
    assert set(tags_of({WEB: each}, rules(by_branch))) == {"a-8", "b-8"}


def test_what_a_newer_push_of_another_rule_is_written_instead_of_is_no_drift() -> None:
    outdone = Outcome(
        push=image_push(), rule="web", kind=Kind.OLDER, reason="because", is_outdone=True
    )
    best = frozenset({("web", image_push())})
    assert reconciled([outdone], Missed(best=best)) == Reconciled()


def test_of_those_that_fail_for_one_reason_the_best_is_told() -> None:
    pushes = [image_push(f"1.{number}") for number in range(5)]
    other = failure(pushes[0], FileMissing("another"), rule="web")
    gone = [failure(push, FileMissing("gone"), rule="web") for push in pushes]
    down = [failure(push, HostUnavailable("down"), rule="web") for push in pushes]
    found = reconciled([*gone, other, *down], Missed(best=frozenset({("web", pushes[3])})))
    assert set(found.failed) == {gone[3], other}
    assert found.waiting == (down[3],)


def test_what_fails_instead_of_a_better_one_that_is_held_is_told() -> None:
    held = outcome(Kind.HELD)
    gone = failure(image_push("0.9"), FileMissing("gone"), rule="web")
    found = reconciled([held, gone], Missed(best=frozenset({("web", held.push)})))
    assert (found.drift, found.failed) == ((held,), (gone,))


@pytest.mark.parametrize(
    ("file", "yaml", "error", "told"),
    [
        ("previews/$branch", None, FileMissing("gone"), False),
        ("previews/$branch", None, NotAFile("a folder"), True),
        ("previews/$branch.yaml", "tag", ValueNotFound("no tag"), True),
        ("previews.yaml", "$branch.tag", ValueNotFound("no branch"), False),
        ("previews.yaml", "$branch.tag", FileMissing("gone"), True),
        ("web.yaml", "tag", FileMissing("gone"), True),
        ("web.yaml", "tag", ValueNotFound("no tag"), True),
    ],
)
def test_a_place_that_depends_on_the_tag_may_be_gone(
    file: str, yaml: str | None, error: TagboatError, *, told: bool
) -> None:
    target = {"file": file} if yaml is None else {"file": file, "yaml": yaml}
    by_branch = rule(name="web", tags="(?<branch>[a-z]+)-[0-9]+", targets=[target])
    found = missed_of({WEB: [image("old-1")]}, rules(by_branch))
    (push,) = found.pushes
    outcomes = [failure(push, error, rule="web")]
    assert reconciled(outcomes, found).failed == tuple(outcomes if told else [])
    assert reconciled(outcomes, found).drift == ()
