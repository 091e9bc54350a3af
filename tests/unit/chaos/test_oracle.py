"""The oracle is trusted, so it is held to examples that people can check."""

import pytest

from chaos.oracle import Oracle
from chaos.pushes import Push
from chaos.registry import Registry
from chaos.rule_sets import CHARTS, MOVING, PLAIN, RULE_SETS, RuleSet
from tagboat.core.commit_message import Author
from tagboat.core.rules.load import Defaults, load_rules


def push(number: int, rules: RuleSet, rank: int, tag: str = "") -> Push:
    return Push(number, f"chaos/{rules.name}-0", tag or rules.tag(rank), rank)


def registry(*pushes: Push, told: bool = True, deleted: tuple[Push, ...] = ()) -> Registry:
    events = {f"event {one.number}": one for one in pushes} if told else {}
    return Registry(put=list(pushes), deleted=set(deleted), told=events)


def winner(rules: RuleSet, known: Registry) -> Push | None:
    return Oracle(known, {}).winner(rules, f"{rules.name}-0")


def test_the_newest_that_ecr_has_wins_where_builds_are_compared() -> None:
    first, second = push(1, PLAIN, 2), push(2, PLAIN, 1)
    assert winner(PLAIN, registry(first, second)) == second
    assert winner(PLAIN, registry(first, second, deleted=(second,))) == first
    assert winner(PLAIN, registry()) is None


def test_a_tag_that_has_moved_is_the_image_that_it_is_now() -> None:
    first, second, moved = push(1, PLAIN, 1), push(2, PLAIN, 2), push(3, PLAIN, 1)
    assert winner(PLAIN, registry(first, second, moved)) == moved


def test_the_highest_wins_where_versions_are_compared_even_if_it_is_gone() -> None:
    high, low = push(1, CHARTS, 12), push(2, CHARTS, 3)
    assert winner(CHARTS, registry(high, low, deleted=(high,))) == high
    assert winner(CHARTS, registry(high, low, deleted=(high,), told=False)) == low


def test_a_tag_that_moves_is_followed_and_others_are_not() -> None:
    first, second = push(1, MOVING, 1), push(2, MOVING, 1)
    assert winner(MOVING, registry(first, second, push(3, MOVING, 0, "other"))) == second


def test_what_people_went_back_to_stays() -> None:
    first, second = push(1, PLAIN, 1), push(2, PLAIN, 2)
    oracle = Oracle(registry(first, second), {first.image: first})
    assert oracle.winner(PLAIN, "plain-0") == first


def test_what_does_not_stand_is_named_with_what_has_to() -> None:
    first = push(1, MOVING, 1)
    files = {path: text.encode() for path, text in MOVING.contents().items()}
    (wrong,) = Oracle(registry(first), {}).wrong(MOVING, files)
    assert wrong == f"moving.yaml.moving-0 is none, and has to be {first.digest}"


@pytest.mark.parametrize(
    ("old", "new", "back"),
    [
        ("build-1", "build-2", False),
        ("build-2", "build-1", True),
        ("none", "build-1", False),
        ("build-2", "nothing that was pushed", True),
        ("build-3", "build-1", False),  # It was deleted.
        ("build-5", "build-2", False),  # The tag was moved, so it may have been the first one.
    ],
)
def test_going_back_is_noticed(old: str, new: str, back: bool) -> None:
    gone = push(4, PLAIN, 3)
    known = registry(
        *(push(number, PLAIN, rank) for number, rank in ((1, 5), (2, 1), (3, 2))),
        gone,
        push(5, PLAIN, 5),
        deleted=(gone,),
    )
    assert Oracle(known, {}).went_back(PLAIN, "plain-0", old, new) is back


@pytest.mark.parametrize("name", RULE_SETS)
def test_the_rules_load_and_every_place_can_be_read(name: str) -> None:
    files = RULE_SETS[name].contents()
    defaults = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
    load_rules(files[RULE_SETS[name].rules_file], RULE_SETS[name].rules_file, defaults)
    for image in RULE_SETS[name].names:
        for place in RULE_SETS[name].places(image):
            assert place.read(files[place.file].encode()) == "none"
