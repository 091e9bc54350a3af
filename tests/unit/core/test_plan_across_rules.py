"""What becomes of pushes when several rules write to the same place in one batch."""

from datetime import UTC, datetime, timedelta

import pytest

from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidRules
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.plan import Plan, plan
from tagboat.core.rules.load import Defaults, load_rules
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="Update $IMAGE_TAG")
RULES = """
version: 1
rules:
  - {name: a, image: a, targets: [{file: tag}]}
  - {name: b, image: b, targets: [{file: tag}]}
"""


def push(repository: str, tag: str, minutes: int) -> ImagePush:
    return ImagePush(
        id=f"{repository}-{tag}",
        account="123456789012",
        region="us-east-1",
        repository=repository,
        tag=tag,
        digest="sha256:" + "0" * 64,
        pushed_at=NOON + timedelta(minutes=minutes),
    )


def planned(was: str, *pushes: ImagePush) -> Plan:
    rules = load_rules(RULES, ".tagboat.yaml", DEFAULTS)
    snapshot = Snapshot("main", "head", {"tag": File(was.encode())})
    return plan(select(pushes, rules), snapshot)


def kinds(made: Plan) -> dict[str | None, Kind]:
    return {outcome.rule: outcome.kind for outcome in made.outcomes}


def test_the_newer_push_of_another_rule_wins() -> None:
    made = planned("1", push("b", "3", 1), push("a", "2", 0))
    assert [(change.old, change.new, change.rule) for change in made.changes] == [("1", "3", "b")]
    assert kinds(made) == {"a": Kind.OLDER, "b": Kind.WRITTEN}


def test_a_newest_push_whose_value_is_there_already_is_unchanged() -> None:
    made = planned("1", push("a", "2", 0), push("b", "1", 1))
    assert (made.files, made.changes) == ({}, ())
    assert kinds(made) == {"a": Kind.OLDER, "b": Kind.UNCHANGED}


def test_rules_that_want_different_values_of_one_push_in_a_place_contradict_each_other() -> None:
    text = """
    version: 1
    rules:
      - {name: a, image: a, targets: [{file: tag}]}
      - {name: b, image: a, targets: [{file: tag, value: x-$IMAGE_TAG}]}
    """
    snapshot = Snapshot("main", "head", {"tag": File(b"1")})
    made = plan(select([push("a", "2", 0)], load_rules(text, ".tagboat.yaml", DEFAULTS)), snapshot)
    assert kinds(made) == {"a": Kind.WRITTEN, "b": Kind.FAILED}
    assert [change.new for change in made.changes] == ["2"]
    assert "rule 'a' writes '2' of the same push to tag" in made.outcomes[1].reason


def test_a_mistake_in_a_pattern_does_not_hide_the_other_mistakes_of_its_rule() -> None:
    text = """
    version: 1
    commit_message: costs 5$
    rules:
      - {name: a, image: a, tags: "(", targets: [{file: ../x}, {file: y, value: $}]}
    """
    with pytest.raises(InvalidRules) as raised:
        load_rules(text, ".tagboat.yaml", DEFAULTS)
    for place in ("tags", "targets[0].file", "targets[1].value", "commit_message"):
        assert f"rule 'a': {place}: " in str(raised.value)
