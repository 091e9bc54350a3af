"""One target is written into one text, or it is said why not; later it is seen what is left."""

from typing import Any

import pytest

from tagboat.core.errors import ValueNotFound
from tagboat.core.selection import Chosen, select
from tagboat.core.target_edit import Difference, TargetEdit, difference, edit_target, found_if_any
from tests.image_pushes import image_push
from tests.rule_sets import rule, rules

TEXT = "a: 1.0\nb: 1.2\n"
EVERY: dict[str, Any] = {"regex": ": (?<image_tag>.*)"}


def chosen(policy: Any = "newest-build", **target: Any) -> Chosen:
    written = rule(tags="(?<part>x?).*", policy=policy, targets=[{"file": "f"} | target])
    (found,) = select([image_push("1.2")], rules(written)).chosen
    return found


def edit(one: Chosen, text: str = TEXT, kept: str | None = None) -> tuple[TargetEdit, str]:
    return edit_target(one, one.rule.targets[0], "f", text, kept=kept)


def test_every_place_gets_its_value() -> None:
    made, text = edit(chosen(**EVERY))
    assert text == "a: 1.2\nb: 1.2\n"
    assert [(place.where, place.old, value) for place, value in made.values] == [
        ("line 1", "1.0", "1.2"),
        ("line 2", "1.2", "1.2"),
    ]
    assert (made.kept, made.is_done) == (None, False)


def test_what_is_there_already_is_done() -> None:
    made, text = edit(chosen(yaml="b"))
    assert (made.is_done, text) == (True, TEXT)


def test_what_is_to_be_kept_stays() -> None:
    made, text = edit(chosen(**EVERY), kept="people want it")
    assert (made.kept, made.is_done, text) == ("people want it", True, TEXT)
    assert difference(made, "anything") is None


def test_what_the_policy_keeps_stays() -> None:
    made, text = edit(chosen("numerical", **EVERY), "a: 1.0\nb: 3\n")
    assert made.kept == "3 is there already and is higher at line 2"
    assert text == "a: 1.0\nb: 3\n"


def test_a_value_that_turns_out_empty_is_not_written() -> None:
    with pytest.raises(ValueNotFound, match=r"^f would get '' at b: a value is one line"):
        edit(chosen(yaml="b", value="$part"), "b: 1\n")


def test_a_value_that_stays_need_not_be_replaced_by_anything() -> None:
    one = chosen("numerical", regex=r"(?<image_tag>\d+) (?<part>.*)")
    made, text = edit(one, "9 x\n")
    assert (made.is_done, text) == (True, "9 x\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1.2\nb: 1.2\n", None),
        ("a: 1.2\nb: 3\n", Difference("line 2", "1.2", "3")),
        ("a: 4\nb: 3\n", Difference("line 1", "1.2", "4")),
        ("a: 1.2\nb: 1.2\nc: 3\n", Difference("line 3", "1.2", "3")),
        ("a: 1.2\n", Difference("line 1", "1.2", "")),
        ("nothing", Difference("line 1", "1.2", "")),
    ],
)
def test_it_is_seen_where_something_else_stands(text: str, expected: Difference | None) -> None:
    made, _ = edit(chosen(**EVERY))
    assert difference(made, text) == expected


def test_a_text_without_the_places_has_none() -> None:
    made, _ = edit(chosen(yaml="a"))
    assert [value for _, value in found_if_any(made, TEXT)] == ["1.2"]
    assert found_if_any(made, "no: 1\n") == ()


@pytest.mark.parametrize("old", ["team/web:1.0", "web:1.0", "web@sha256:00", "team/web"])
def test_a_bare_tag_is_not_written_over_a_whole_reference(old: str) -> None:
    with pytest.raises(ValueNotFound, match="more than a tag") as caught:
        edit(chosen("numerical", yaml="a"), f"a: {old}\nb: 1\n")
    assert 'Write value: "$IMAGE_URI:$IMAGE_TAG"' in str(caught.value)
