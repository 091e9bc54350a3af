"""What is deployed where, from commits: the newest of each rule, file and image."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core import commit_message
from tagboat.core.changes import Change
from tagboat.core.commit_message import Author
from tagboat.core.history import Commit, Write, history
from tagboat.core.rules.load import Defaults, load_rules
from tagboat.core.rules.rule import RuleSet
from tests.image_pushes import NOON, image_push

DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
RULES = """
version: 1
rules:
  - name: web
    image: team/*
    environment: prod
    targets: [{file: "apps/$IMAGE_NAME/*.yaml", yaml: image.tag}, {file: tags/web}]
  - {name: api, image: team/api, tags: v.+, targets: [{file: tags/api}]}
"""


def rules() -> RuleSet:
    return load_rules(RULES, ".tagboat.yaml", DEFAULTS)


def message(tag: str, rule: str = "web", image: str = "team/web") -> str:
    return messages((tag, rule, image))


def messages(*told: tuple[str, str, str]) -> str:
    """The message of one commit that has several images."""
    changes = [
        Change(
            rule=rule,
            environment="",
            push=image_push(tag, image, at=index),
            file="",
            place="",
            old="",
            new=tag,
            message=f"To {tag}",
        )
        for index, (tag, rule, image) in enumerate(told)
    ]
    return commit_message.compose(changes).text


def commits(*told: tuple[str | Sequence[str], Sequence[str]]) -> list[Commit]:
    """A branch, from its oldest commit on: messages and files of each."""
    made = [
        Commit(
            id=str(index),
            at=NOON + timedelta(hours=index),
            author="Ann",
            files=tuple(files),
            messages=(said,) if isinstance(said, str) else tuple(said),
        )
        for index, (said, files) in enumerate(told)
    ]
    return made[::-1]


def shown(writes: Sequence[Write]) -> list[tuple[str, str, str, str]]:
    return [(one.rule, one.file, one.push.tag, one.commit.id) for one in writes]


def test_the_newest_write_is_what_is_deployed_and_has_overtaken_the_others() -> None:
    new, old = history(commits((message("1.0"), ["a"]), (message("1.1"), ["a"])), None)
    assert shown([new, old]) == [("web", "a", "1.1", "1"), ("web", "a", "1.0", "0")]
    assert (new.deployed, old.deployed) == (True, False)
    assert old.overtaken == new


def test_a_commit_of_somebody_else_is_no_write_and_is_told_of_what_it_has_changed() -> None:
    told = commits(
        ("Before", ["a"]),
        (message("1.0"), ["a", "b"]),
        ("By hand", ["a"]),
        ("Once more", ["a", "c"]),
        (message("1.1"), ["a"]),
        ("Other", ["c"]),
    )
    found = {(one.file, one.push.tag): one.changed for one in history(told, None)}
    assert {place: one.id if one else None for place, one in found.items()} == {
        ("a", "1.1"): None,
        ("a", "1.0"): "3",
        ("b", "1.0"): None,
    }


def test_rules_tell_whose_a_file_is() -> None:
    both = messages(("1.0", "web", "team/web"), ("v1", "api", "team/api"))
    found = history(commits((both, ["apps/web/a.yaml", "tags/web", "tags/api"])), rules())
    assert set(shown(found)) == {
        ("web", "apps/web/a.yaml", "1.0", "0"),
        ("web", "tags/web", "1.0", "0"),
        ("api", "tags/api", "v1", "0"),
    }
    assert {one.rule: one.environment for one in found} == {"web": "prod", "api": ""}


def test_a_rule_that_is_gone_or_has_changed_may_have_written_any_file_of_its_commit() -> None:
    gone = history(commits((message("1.0", "gone"), ["a"])), rules())
    refused = history(commits((message("1.0", "api", "team/api"), ["a"])), rules())
    moved = history(commits((message("1.0"), ["was/here"])), rules())
    assert [one.file for one in (*gone, *refused, *moved)] == ["a", "a", "was/here"]


def test_images_of_one_rule_do_not_replace_each_other() -> None:
    told = commits((message("1.0"), ["a"]), (message("2.0", image="team/api"), ["a"]))
    assert [one.deployed for one in history(told, None)] == [True, True]


def test_of_what_one_merge_has_brought_the_last_is_there() -> None:
    merge = ["Merge pull request #1", message("1.1"), message("1.0")]
    (one,) = history(commits((merge, ["a"])), None)
    assert one.push.tag == "1.1"
    squashed = "Deploy (#1)\n\n* " + message("1.0") + "\n* " + message("1.1")
    assert [one.push.tag for one in history(commits((squashed, ["a"])), None)]


@given(st.lists(st.tuples(st.text(), st.lists(st.sampled_from("abc"), max_size=2)), max_size=5))
def test_any_message_can_be_read(told: list[tuple[str, list[str]]]) -> None:
    assert history(commits(*told), None) == []
