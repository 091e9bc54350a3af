"""The changes of a value are found in the texts that its file has had, wherever it stood."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.reverts.value_changes import value_changes
from tagboat.core.selection import select
from tagboat.core.target_edit import TargetEdit, edit_target
from tests.image_pushes import image_push
from tests.revisions import revisions
from tests.rule_sets import rule, rules

MATCHES: dict[str, Any] = {"regex": "tag: (?<image_tag>.*)"}
EVERY: dict[str, Any] = {"yaml": "$[*].tag", "matches": "all"}


def changes(*texts: str | None, **target: Any) -> list[tuple[str, str, str, str, bool]]:
    """Where, from what, to what, by which commit, and whether it is the last one."""
    found = value_changes(edit_of(texts[0] or "", **target), revisions(*texts))
    return [(one.where, one.old, one.new, one.revision.commit, one.is_last) for one in found]


def edit_of(text: str, **target: Any) -> TargetEdit:
    written = rule(targets=[{"file": "f"} | target])
    (chosen,) = select([image_push("new")], rules(written)).chosen
    return edit_target(chosen, chosen.rule.targets[0], "f", text)[0]


def test_every_change_is_told_from_the_newest_to_the_oldest() -> None:
    assert changes("3\n", "3\n\n", "2\n", "1\n") == [
        ("", "2", "3", "c3", True),
        ("", "1", "2", "c2", False),
    ]


def test_a_value_that_never_changed_has_no_change() -> None:
    assert changes("1", "1\n", "1\n\n") == []
    assert changes("1") == []


def test_of_a_value_that_is_not_replaced_nothing_is_told() -> None:
    assert changes("a: new\nb: 1\n", "a: 1\nb: 2\n", yaml="a") == []


@pytest.mark.parametrize("before", [None, "", "\n", "one\ntwo\n", "\0"])
def test_history_ends_where_there_was_no_value(before: str | None) -> None:
    assert changes("2", before, "3", "4") == []


def test_a_value_that_was_taken_away_has_changed() -> None:
    assert changes("a: ''", "a: 1", yaml="a") == [("a", "1", "", "c2", True)]


def test_lines_are_the_same_in_turn_wherever_they_are() -> None:
    assert changes("# more\n\ntag: 1\ntag: 5\n", "tag: 1\ntag: 4\n", **MATCHES) == [
        ("line 4", "4", "5", "c2", True)
    ]


def test_values_in_one_line_are_the_same_in_turn() -> None:
    words = {"regex": r"tag: (?<image_tag>\w+)"}
    assert changes("tag: 1, tag: 5\n", "tag: 1, tag: 4\n", **words) == [
        ("line 1", "4", "5", "c2", True)
    ]
    assert changes("tag: 1, tag: 5\n", "tag: 4\n", **words) == []


def test_the_parts_of_a_line_are_told_apart_by_what_they_are() -> None:
    both = {"regex": r"(?<image_tag>\w+)@(?<image_digest>\S+)"}
    found = changes("2@b\n", "1@a\n0@z\n", **both)
    assert [(old, new) for _, old, new, *_ in found] == [("1", "2"), ("a", "b")]


def test_paths_are_the_same_in_whatever_order() -> None:
    first, second = "a: {tag: 1}\n", "b: {tag: 2}\n"
    assert changes(first + second, second + first, **EVERY) == []
    assert changes(first + "b: {tag: 3}\n", second + first, **EVERY) == [
        ("b.tag", "2", "3", "c2", True)
    ]


def test_a_place_that_others_came_beside_is_the_same_by_its_path() -> None:
    assert changes("a: {tag: 3}\nb: {tag: 2}\n", "b: {tag: 1}\n", "b: {tag: 0}\n", **EVERY) == [
        ("b.tag", "1", "2", "c3", True),
        ("b.tag", "0", "1", "c2", False),
    ]


def test_a_digest_is_no_tag_that_stands_in_its_place() -> None:
    now = "images:\n- {name: web, newTag: 2, digest: 'sha256:1'}\n"
    before = "images:\n- {name: web, digest: 'sha256:0', newTag: 1}\n"
    found = changes(now, before, kustomize="web")
    assert {(where, old, new) for where, old, new, *_ in found} == {
        ("images[web].newTag", "1", "2"),
        ("images[web].digest", "sha256:0", "sha256:1"),
    }


_texts = st.lists(
    st.lists(st.sampled_from(["0", "1", "2"]), min_size=2, max_size=2), min_size=1, max_size=8
)


@given(_texts, st.randoms(use_true_random=False))
def test_the_changes_are_those_of_each_value_by_itself(texts: list[list[str]], random: Any) -> None:
    """Among lines that come and go."""
    written = [
        "\n".join(["#"] * random.randint(0, 3) + [f"tag: {value}" for value in values])
        for values in texts
    ]
    found = changes(*written, **MATCHES)
    expected = []
    for place in range(2):
        values = [one[place] for one in texts]
        pairs = list(pairwise(values))
        expected += [
            (old, new, f"c{len(texts) - index}")
            for index, (new, old) in enumerate(pairs)
            if new != old
        ]
    assert [(old, new, commit) for _, old, new, commit, _ in found] == expected
