"""Rules have names of their own, registries where these are needed, and load."""

from typing import Any

import pytest

from tagboat.converters.base import Comment, Gap, Image, Rule, Target, to_do
from tagboat.converters.finished import finished
from tagboat.core.commit_message import Author


def rule(name: str = "web", image: Image | None = None, **more: Any) -> Rule:
    fields: dict[str, Any] = {
        "source": "a.yaml",
        "name": name,
        "image": image or Image("team/web"),
        "policy": "newest-build",
        "targets": (Target({"file": "tag"}),),
    }
    return Rule(**fields | more)


def names(*given: str) -> list[str]:
    return [
        part.name for part in finished([rule(name) for name in given]) if isinstance(part, Rule)
    ]


def test_names_are_unique() -> None:
    assert names("a", "b", "a", "a-2", "a") == ["a", "b", "a-3", "a-2", "a-4"]


def test_a_file_has_one_author_and_others_are_told() -> None:
    bot, other = Author("Bot", "bot@example.com"), Author("Other", "other@example.com")
    made = finished(
        [rule("a"), rule("b", author=bot), rule("c", author=other), rule("d", author=bot)]
    )
    assert [part.author for part in made if isinstance(part, Rule)] == [None, bot, None, bot]
    assert [comment.text for part in made for comment in part.comments] == [
        "its commits were by Other <other@example.com>; a file has one author"
    ]


def test_a_registry_is_named_if_an_image_is_in_several() -> None:
    here, there = Image("web", "1" * 12, "us-east-1"), Image("web", "2" * 12, "us-east-1")
    alone = Image("api", "1" * 12, "us-east-1", was="x")
    made = finished([rule("a", here), rule("b", there), rule("c", alone), rule("d", here)])
    images = [part.image for part in made if isinstance(part, Rule)]
    assert images == [here, there, Image("api", was="x"), here]


def test_a_rule_that_does_not_load_becomes_a_gap_that_says_why_and_keeps_it() -> None:
    wrong = rule(
        image=Image("Team/Web"),
        tags="(",
        comments=(to_do("one"),),
        remarks={"tags": (to_do("two"),)},
        targets=(Target({"file": "tag"}, (to_do("three"),)),),
    )
    (gap, good) = finished([wrong, rule("b")])
    assert isinstance(gap, Gap)
    assert isinstance(good, Rule)
    told = [comment.text for comment in gap.comments]
    assert told[:3] == ["one", "two", "three"]
    assert told[3].startswith("it does not load as a rule: image: 'Team/Web' is not the name")
    assert told[4].startswith("it does not load as a rule: tags: '(' is not a regular expression")
    assert gap.draft == (
        "- name: web\n  image: Team/Web\n  tags: '('\n  policy: newest-build\n"
        "  targets:\n    - file: tag"
    )


@pytest.mark.parametrize("settings", [{}, {"file": "a"}])
def test_a_rule_whose_targets_are_all_to_do_is_a_gap_with_a_draft(settings: dict[str, str]) -> None:
    target = Target(settings, (to_do("a"),))
    (made,) = finished([rule(targets=(target,), comments=(to_do("b"),))])
    assert isinstance(made, Rule) == bool(settings)
    if isinstance(made, Gap):
        assert [comment.text for comment in made.comments] == ["b", "a"]
        assert made.draft.splitlines() == [
            "- name: web",
            "  image: team/web",
            "  policy: newest-build",
            "  targets:",
        ]


def test_a_rule_without_targets_is_never_silent() -> None:
    (made,) = finished([rule(targets=(), comments=(Comment("only said"),))])
    assert isinstance(made, Gap)
    assert [comment.to_do for comment in made.comments] == [False, True]
