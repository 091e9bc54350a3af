"""What becomes of pushes when several rules write to the same place in one batch."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidRules, RulesContradict
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.plan import Plan, plan
from tagboat.core.rules.load import Defaults, load_rules
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push
from tests.rule_sets import rule, rules

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
    for place in ("tags", "targets[0].file", "targets[1].value"):
        assert f": rule 'a': {place}: " in str(raised.value)
    assert ": commit_message: 'costs 5$' has a dollar sign without a name" in str(raised.value)


WEB = image_push("2", "team/web", at=0)
API = image_push("3", "team/api", at=1)


type Written = tuple[str, dict[str, Any]]
"""The image of a rule, and its target."""


def of_web(**target: Any) -> Written:
    return "team/web", target


def of_api(**target: Any) -> Written:
    return "team/api", target


def written(pushes: list[ImagePush], file: str, text: str, *written_rules: Written) -> Plan:
    """What rules, each with one target in a file, make of its text."""
    made = rules(
        *[{"image": image, "targets": [{"file": file} | target]} for image, target in written_rules]
    )
    return plan(select(pushes, made), Snapshot("main", "head", {file: File(text.encode())}))


def text(made: Plan, file: str) -> str:
    return made.files[file].content.decode()


def test_several_rules_write_into_one_yaml_file() -> None:
    was = "# Images\r\nweb: {tag: '1'} # of web\r\napi:\r\n  tag: x\r\njob: 1\r\n"
    writers = (
        of_web(yaml="web.tag"),
        of_api(yaml="api.tag"),
        of_web(yaml="job"),
    )
    made = written([API, WEB], "x.yaml", was, *writers)
    assert text(made, "x.yaml") == (
        "# Images\r\nweb: {tag: '2'} # of web\r\napi:\r\n  tag: \"3\"\r\njob: 2\r\n"
    )
    assert kinds(made) == dict.fromkeys(["rule-0", "rule-1", "rule-2"], Kind.WRITTEN)
    assert [(change.place, change.old, change.new) for change in made.changes] == [
        ("web.tag", "1", "2"),
        ("job", "1", "2"),
        ("api.tag", "x", "3"),
    ]


def test_several_rules_add_to_one_kustomization() -> None:
    writers = (
        of_web(kustomize="web", missing="add"),
        of_web(kustomize="api", missing="add"),
    )
    both = written(
        [WEB, API], "k.yaml", "images: []\n", writers[0], of_api(kustomize="api", missing="add")
    )
    again = written([WEB], "k.yaml", "kind: Kustomization\n", *writers)
    assert text(both, "k.yaml") == (
        'images: [{name: web, newTag: "2"}, {name: api, newTag: "3"}]\n'
    )
    assert text(again, "k.yaml") == (
        'kind: Kustomization\nimages:\n- name: web\n  newTag: "2"\n- name: api\n  newTag: "2"\n'
    )
    assert {change.old for change in both.changes + again.changes} == {""}


def test_editors_of_different_kinds_contradict_each_other_in_one_place() -> None:
    writers = (
        of_web(yaml="tag"),
        of_web(regex="tag: (?<value>.*)", value="v$IMAGE_TAG"),
    )
    made = written([WEB], "x.yaml", "tag: 1\n", *writers)
    assert kinds(made) == {"rule-0": Kind.WRITTEN, "rule-1": Kind.FAILED}
    assert text(made, "x.yaml") == "tag: 2\n"
    assert isinstance(made.outcomes[1].error, RulesContradict)
    assert made.outcomes[1].reason == (
        "Rule 'rule-1': rule 'rule-0' writes '2' of the same push to x.yaml at tag, and this rule"
        " 'v2'. Let one of them name another place."
    )


def test_editors_of_different_kinds_may_agree_in_one_place() -> None:
    made = written(
        [WEB],
        "x.yaml",
        "tag: 1\n",
        of_web(yaml="tag"),
        of_web(regex="tag: (?<value>.*)"),
    )
    assert kinds(made) == {"rule-0": Kind.WRITTEN, "rule-1": Kind.WRITTEN}
    assert [change.place for change in made.changes] == ["tag", "line 1"]


def test_a_rule_may_contradict_itself() -> None:
    target = {"file": "x"}
    made = rules({"image": "team/web", "targets": [target, target | {"value": "v$IMAGE_TAG"}]})
    (outcome,) = plan(select([WEB], made), Snapshot("main", "h", {"x": File(b"1")})).outcomes
    assert outcome.reason.startswith("Rule 'rule-0': another target of it writes '2' of the same")


def test_a_rule_that_names_a_place_twice_changes_it_once() -> None:
    target = {"file": "x"}
    made = rules({"image": "team/web", "targets": [target, target]})
    found = plan(select([WEB], made), Snapshot("main", "h", {"x": File(b"1")}))
    assert [change.new for change in found.changes] == ["2"]


def test_a_rule_that_contradicts_leaves_nothing_behind() -> None:
    made = rules(
        {"image": "team/web", "targets": [{"file": "x"}]},
        {"image": "team/web", "targets": [{"file": "y"}, {"file": "x", "value": "v$IMAGE_TAG"}]},
    )
    files = {"x": File(b"1"), "y": File(b"1")}
    found = plan(select([WEB], made), Snapshot("main", "head", files))
    assert found.files == {"x": File(b"2")}
    assert kinds(found) == {"rule-0": Kind.WRITTEN, "rule-1": Kind.FAILED}


def test_the_newest_push_is_last_whatever_the_editors_are() -> None:
    writers = of_api(yaml="tag"), of_web(regex="tag: (?<value>.*)")
    made = written([API, WEB], "x.yaml", "tag: 1\n", *writers)
    assert text(made, "x.yaml") == "tag: 3\n"
    assert kinds(made) == {"rule-1": Kind.OLDER, "rule-0": Kind.WRITTEN}
    assert [(change.rule, change.old, change.new) for change in made.changes] == [
        ("rule-0", "1", "3")
    ]


def test_what_is_written_over_leaves_no_trace() -> None:
    """On its way a value might be quoted, and stay so when a number comes again."""
    older = image_push("latest", "team/web", at=0)
    writers = of_web(yaml="tag"), of_api(yaml="tag")
    assert text(written([older, API], "x.yaml", "tag: 2\n", *writers), "x.yaml") == "tag: 3\n"
    made = written([older, API], "x.yaml", "tag: 3\n", *writers)
    assert (made.files, made.changes) == ({}, ())
    assert kinds(made) == {"rule-0": Kind.OLDER, "rule-1": Kind.UNCHANGED}


def test_a_rule_that_is_overtaken_in_one_of_its_places_is_written_in_the_others() -> None:
    writers = of_web(regex=": (?<image_tag>.*)"), of_api(yaml="b")
    made = written([WEB, API], "x.yaml", "a: 1\nb: 1\n", *writers)
    assert text(made, "x.yaml") == "a: 2\nb: 3\n"
    assert kinds(made) == {"rule-0": Kind.WRITTEN, "rule-1": Kind.WRITTEN}
    assert [(change.rule, change.place) for change in made.changes] == [
        ("rule-0", "line 1"),
        ("rule-1", "b"),
    ]


def test_images_of_one_rule_may_meet_in_a_place_too() -> None:
    made = written([WEB, API], "x", "1", ("team/*", {}))
    assert text(made, "x") == "3"
    assert [(o.push.tag, o.kind) for o in made.outcomes] == [("2", Kind.OLDER), ("3", Kind.WRITTEN)]


def test_policies_of_several_rules_meet_in_one_place() -> None:
    """The newer push is older by its rule's policy than what the other rule has just written."""
    made = rules(
        {"image": "team/api", "targets": [{"file": "x"}]},
        {"image": "team/web", "targets": [{"file": "x"}], "policy": "numerical"},
    )
    late = image_push("2", "team/web", at=5)
    found = plan(select([late, API], made), Snapshot("main", "head", {"x": File(b"1")}))
    assert found.files == {"x": File(b"3")}
    assert kinds(found) == {"rule-0": Kind.WRITTEN, "rule-1": Kind.OLDER}


def test_an_older_push_does_not_take_the_place_of_one_that_contradicts_another_rule() -> None:
    """It would be written over a newer one of the other rule."""
    rule_set = rules(rule(), rule(targets=[{"file": "tag", "value": "v$IMAGE_TAG"}]))
    pushes = [image_push("1", at=0), image_push("2", at=1)]
    made = plan(select(pushes, rule_set), Snapshot("main", "1", {"tag": File(b"0")}))
    assert made.files == {"tag": File(b"2")}
    assert sorted((one.push.tag, one.rule, one.kind) for one in made.outcomes) == [
        ("1", "rule-0", Kind.OLDER),
        ("1", "rule-1", Kind.FAILED),
        ("2", "rule-0", Kind.WRITTEN),
        ("2", "rule-1", Kind.FAILED),
    ]
