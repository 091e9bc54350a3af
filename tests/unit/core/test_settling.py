"""What edits to one file have become of, once all of them are written."""

from typing import Any

from tagboat.core.selection import select
from tagboat.core.settling import End, Replaced, settled
from tagboat.core.target_edit import TargetEdit, edit_target
from tests.image_pushes import image_push
from tests.rule_sets import rule, rules

WEB, API = image_push("1", "team/web", at=0), image_push("2", "team/api", at=1)


def end(before: str, *targets: tuple[str, dict[str, Any]]) -> tuple[str, list[End]]:
    """The text in the end, and what became of each target; those of api are newer."""
    written = [rule(image, targets=[{"file": "f"} | target]) for image, target in targets]
    edits: list[TargetEdit] = []
    after = before
    for one in select([WEB, API], rules(*written)).chosen:
        edit, after = edit_target(one, one.rule.targets[0], "f", after)
        edits.append(edit)
    text, ends = settled(edits, before, after)
    return text, list(ends)


def test_the_only_edit_has_changed_what_was_not_there_yet() -> None:
    assert end("0", ("team/web", {})) == ("1", [End((Replaced("", "value", "0", "1"),))])
    assert end("1", ("team/web", {})) == ("1", [End()])


def test_edits_of_different_places_both_last() -> None:
    text, ends = end("a: 0\nb: 0\n", ("team/web", {"yaml": "a"}), ("team/api", {"yaml": "b"}))
    assert text == "a: 1\nb: 2\n"
    assert ends == [
        End((Replaced("a", "value", "0", "1"),)),
        End((Replaced("b", "value", "0", "2"),)),
    ]


def test_of_edits_of_one_place_the_last_one_lasts() -> None:
    text, ends = end("a: 0\n", ("team/web", {"yaml": "a"}), ("team/api", {"yaml": "a"}))
    assert text == "a: 2\n"
    assert ends == [End(lost=True), End((Replaced("a", "value", "0", "2"),))]


def test_an_edit_may_last_in_some_of_its_places() -> None:
    every = {"regex": ": (?<image_tag>.*)"}
    text, ends = end("a: 0\nb: 0\n", ("team/web", every), ("team/api", {"yaml": "b"}))
    assert text == "a: 1\nb: 2\n"
    assert ends == [
        End((Replaced("line 1", "image_tag", "0", "1"),), lost=True),
        End((Replaced("b", "value", "0", "2"),)),
    ]


def test_a_value_on_its_way_leaves_no_quotes_behind() -> None:
    first = ("team/web", {"yaml": "a", "value": "on"})
    assert end("a: 2\n", first, ("team/api", {"yaml": "a"})) == (
        "a: 2\n",
        [End(lost=True), End()],
    )


def test_what_builds_on_a_value_that_is_lost_lasts_all_the_same() -> None:
    """The older rule adds the entry that the newer one wants to be there."""
    older = ("team/web", {"kustomize": "web", "missing": "add"})
    text, ends = end("images: []\n", older, ("team/api", {"kustomize": "web"}))
    assert text == 'images: [{name: web, newTag: "2"}]\n'
    assert ends == [End(lost=True), End((Replaced("images[web].newTag", "newTag", "", "2"),))]


def test_what_nobody_can_find_any_more_is_lost() -> None:
    older = ("team/web", {"regex": "(?<value>[0-9]+)$", "value": "1"})
    newer = ("team/api", {"regex": "^(?<value>.*)", "value": "x", "matches": "one"})
    text, ends = end("0", older, newer)
    assert text == "x"
    assert ends == [End(lost=True), End((Replaced("line 1", "value", "0", "x"),))]
