"""A plan is the edited files, and what that makes of each push."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tagboat.core.errors import (
    BranchProtected,
    FileIsBinary,
    FileMissing,
    NotAFile,
    TargetError,
    TooManyFiles,
    UnsafePath,
    ValueNotFound,
)
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.plan import Plan, plan
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Selection, select
from tagboat.core.snapshot import File, Snapshot
from tests.editing import FILES, editing_rules, read
from tests.image_pushes import image_push, image_pushes
from tests.rule_sets import rule, rule_sets, rules

OLD, NEW = image_push("1.1", at=1), image_push("1.2", at=2)


def snapshot(files: Mapping[str, bytes | File | TargetError]) -> Snapshot:
    found = {
        path: File(content) if isinstance(content, bytes) else content
        for path, content in files.items()
    }
    return Snapshot("main", "c0ffee", found)


def planned(
    pushes: list[ImagePush], rule_set: RuleSet, files: Mapping[str, bytes | File | TargetError]
) -> Plan:
    return plan(select(pushes, rule_set), snapshot(files))


def kinds(made: Plan) -> list[tuple[str, str | None, Kind]]:
    return [(outcome.push.tag, outcome.rule, outcome.kind) for outcome in made.outcomes]


def test_a_push_is_edited_into_its_file() -> None:
    made = planned([NEW], rules(rule(environment="prod")), {"tag": b"1.0\r\n"})
    assert made.files == {"tag": File(b"1.2\r\n")}
    (change,) = made.changes
    assert (change.file, change.place, change.old, change.new) == ("tag", "", "1.0", "1.2")
    assert (change.rule, change.environment, change.push) == ("rule-0", "prod", NEW)
    assert change.message == "[Auto] Update tag to 1.2"
    assert made.outcomes == (
        Outcome(
            push=NEW,
            rule="rule-0",
            kind=Kind.WRITTEN,
            reason="the newest build, pushed at 2026-03-02T12:00:02Z",
        ),
    )


def test_a_value_that_is_there_already_changes_nothing() -> None:
    made = planned([NEW], rules(rule()), {"tag": b"1.2\n"})
    assert (made.files, made.changes) == ({}, ())
    assert kinds(made) == [("1.2", "rule-0", Kind.UNCHANGED)]
    assert made.outcomes[0].reason == "already the value of tag"


def test_an_executable_file_stays_executable() -> None:
    made = planned([NEW], rules(rule()), {"tag": File(b"1.0", executable=True)})
    assert made.files == {"tag": File(b"1.2", executable=True)}


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (FileMissing("tag is not on main"), FileMissing),
        (NotAFile("tag is a folder"), NotAFile),
        (b"a\0", FileIsBinary),
        (b"a: 1\nb: 2\n", ValueNotFound),
    ],
)
def test_a_target_that_cannot_be_written_fails_its_rule_and_no_other(
    found: bytes | TargetError, error: type[TargetError]
) -> None:
    rule_set = rules(
        {"image": "team/web", "targets": [{"file": "first"}, {"file": "tag"}]}, rule(file="other")
    )
    made = planned([NEW], rule_set, {"first": b"1.0", "tag": found, "other": b"1.0"})
    assert made.files == {"other": File(b"1.2")}
    failed, written = made.outcomes
    assert (failed.kind, written.kind) == (Kind.FAILED, Kind.WRITTEN)
    assert type(failed.error) is error
    assert failed.reason.startswith("Rule 'rule-0': tag ")


def test_two_rules_may_write_one_file_and_the_newest_push_stays() -> None:
    rule_set = rules(rule("team/web"), rule("team/api"))
    api = image_push("2.0", "team/api", at=0)
    made = planned([NEW, api], rule_set, {"tag": b"1.0"})
    assert made.files == {"tag": File(b"1.2")}
    (change,) = made.changes
    assert (change.old, change.new, change.rule) == ("1.0", "1.2", "rule-0")
    assert kinds(made) == [("2.0", "rule-1", Kind.OLDER), ("1.2", "rule-0", Kind.WRITTEN)]
    assert made.outcomes[0].reason == "a newer push is written to the same place"


def test_the_newest_push_is_unchanged_where_an_older_rule_would_have_replaced_it() -> None:
    rule_set = rules(rule("team/web"), rule("team/api"))
    api = image_push("2.0", "team/api", at=0)
    made = planned([NEW, api], rule_set, {"tag": b"1.2\n"})
    assert (made.files, made.changes) == ({}, ())
    assert kinds(made) == [("2.0", "rule-1", Kind.OLDER), ("1.2", "rule-0", Kind.UNCHANGED)]
    assert made.outcomes[1].reason == "already the value of tag"


def test_a_rule_that_is_overtaken_in_one_of_its_files_is_written_in_the_other() -> None:
    both = {"image": "team/api", "targets": [{"file": "tag"}, {"file": "own"}]}
    api = image_push("2.0", "team/api", at=0)
    made = planned([NEW, api], rules(rule("team/web"), both), {"tag": b"1", "own": b"1"})
    assert made.files == {"tag": File(b"1.2"), "own": File(b"2.0")}
    assert kinds(made) == [("2.0", "rule-1", Kind.WRITTEN), ("1.2", "rule-0", Kind.WRITTEN)]


def test_a_message_may_name_what_the_push_replaces() -> None:
    rule_set = rules(rule(), message="$OLD_TAG becomes $IMAGE_TAG in $DESTINATION_FILE")
    (change,) = planned([NEW], rule_set, {"tag": b"1.0\n"}).changes
    assert change.message == "1.0 becomes 1.2 in tag"


contents = st.sampled_from([b"", b"1.0\n", b"v1.1", b"latest\r\n", b"\xef\xbb\xbf2.0-rc.1\n"])
snapshots = st.fixed_dictionaries(
    {
        "a": contents,
        "b": contents,
        "c": contents,
        "missing": st.just(FileMissing("missing is not on main")),
        "values.yaml": st.just(b"a: 1\nb: 2\n"),
    }
)
batches = st.lists(image_pushes(), max_size=5)


@given(batches, rule_sets, snapshots)
def test_every_push_has_an_outcome_and_files_differ_where_something_changes(
    pushes: list[ImagePush], rule_set: RuleSet, files: Mapping[str, bytes | TargetError]
) -> None:
    made = planned(pushes, rule_set, files)
    assert {outcome.push for outcome in made.outcomes} == set(pushes)
    assert all(outcome.reason for outcome in made.outcomes)
    assert {change.file for change in made.changes} == set(made.files)
    for path, file in made.files.items():
        assert file != snapshot(files).file(path)
    for change in made.changes:
        assert change.old != change.new
        assert made.files[change.file].text(change.file).strip("\ufeff\r\n") == change.new
    lasting = {change.rule for change in made.changes}
    assert lasting == {o.rule for o in made.outcomes if o.kind is Kind.WRITTEN}


@given(batches, rule_sets, snapshots)
def test_the_same_pushes_again_change_nothing(
    pushes: list[ImagePush], rule_set: RuleSet, files: Mapping[str, bytes | TargetError]
) -> None:
    made = planned(pushes, rule_set, files)
    again = planned(pushes, rule_set, {**files, **made.files})
    assert (again.files, again.changes) == ({}, ())
    assert Kind.WRITTEN not in {outcome.kind for outcome in again.outcomes}


@given(batches, rule_sets, snapshots)
def test_each_file_ends_with_the_value_of_the_newest_push_that_may_write_it(
    pushes: list[ImagePush], rule_set: RuleSet, files: Mapping[str, bytes | TargetError]
) -> None:
    selection = select(pushes, rule_set)
    made = plan(selection, snapshot(files))
    failed = {outcome.rule for outcome in made.outcomes if outcome.failed}
    wanted: dict[str, str] = {}
    for choice in sorted(selection.chosen, key=lambda choice: choice.candidate.push.pushed_at):
        for target in choice.rule.targets:
            if choice.rule.name not in failed:
                (template,) = target.values.values()
                wanted[target.file.text] = template.expand(choice.candidate.variables)
    # Where the best push of a rule cannot be written, another one of it may be.
    others = {
        target.file.text
        for rule_ in rule_set.rules
        for target in rule_.targets
        if rule_.name in failed
    }
    for path, value in wanted.items():
        file = made.files.get(path) or snapshot(files).file(path)
        assert path in others or file.text(path).strip("\ufeff\r\n") == value
    assert set(made.files) <= set(wanted) | others


def test_nothing_chosen_is_nothing_to_do() -> None:
    assert plan(Selection((), ()), snapshot({})) == Plan({}, (), ())


def test_a_value_that_only_this_commit_brings_waits_for_it() -> None:
    api = image_push("1.2", "team/api", at=3)
    made = planned([NEW, api], rules(rule("team/web"), rule("team/api")), {"tag": b"1.0"})
    assert made.files == {"tag": File(b"1.2")}
    assert kinds(made) == [("1.2", "rule-0", Kind.WRITTEN), ("1.2", "rule-1", Kind.WRITTEN)]
    refused = [outcome.not_committed(BranchProtected("no")) for outcome in made.outcomes]
    assert [outcome.failed for outcome in refused] == [True, True]


def test_a_message_names_what_was_read_although_an_older_push_was_overtaken() -> None:
    message = "$OLD_TAG becomes $IMAGE_TAG"
    api = image_push("2.0", "team/api", at=0)
    rule_set = rules(rule("team/web"), rule("team/api"), message=message)
    made = planned([NEW, api], rule_set, {"tag": b"1.0\n"})
    assert [change.message for change in made.changes] == ["1.0 becomes 1.2"]


def test_a_glob_is_written_in_every_file() -> None:
    target = {"file": "*/values.yaml", "yaml": "tag"}
    files = {"a/values.yaml": b"tag: x\n", "b/values.yaml": b"tag: 1.2 # here\n"}
    made = of_glob(target, files)
    assert made.files == {"a/values.yaml": File(b'tag: "1.2"\n')}
    assert [(change.file, change.old) for change in made.changes] == [("a/values.yaml", "x")]


@pytest.mark.parametrize(
    ("missing", "kind", "reason"),
    [
        (
            "refuse",
            Kind.FAILED,
            (
                "Rule 'rule-0': no file matches *.yaml. Add one, mend the rule's file, or write"
                " 'missing: skip'."
            ),
        ),
        ("skip", Kind.UNCHANGED, "no file has the value, which the rule lets be missing"),
    ],
)
def test_a_glob_that_means_no_file(missing: str, kind: Kind, reason: str) -> None:
    made = of_glob({"file": "*.yaml", "yaml": "tag", "missing": missing}, {})
    assert [(outcome.kind, outcome.reason) for outcome in made.outcomes] == [(kind, reason)]


def test_a_glob_whose_files_cannot_all_be_written_writes_none() -> None:
    target = {"file": "*/x", "yaml": "tag"}
    made = of_glob(target, {"a/x": b"tag: x\n", "b/x": b"tug: x\n"})
    assert made.files == {}
    assert "b/x has no" in made.outcomes[0].reason
    skipping = of_glob(target | {"missing": "skip"}, {"a/x": b"tag: x\n", "b/x": b"tug: x\n"})
    assert list(skipping.files) == ["a/x"]


def test_a_glob_that_means_too_many_files_fails_its_rule_and_no_other() -> None:
    rule_set = rules(rule(file="**"), rule(file="tag"))
    found = snapshot({"tag": b"1.0"}).with_found({"**": TooManyFiles("More than 1,000 files")})
    made = plan(select([NEW], rule_set), found)
    assert kinds(made) == [("1.2", "rule-0", Kind.FAILED), ("1.2", "rule-1", Kind.WRITTEN)]
    assert made.outcomes[0].reason == "Rule 'rule-0': More than 1,000 files"


def of_glob(target: dict[str, str], files: Mapping[str, bytes]) -> Plan:
    selection = select([NEW], rules(rule(targets=[target])))
    return plan(selection, read(selection, files))


def test_a_file_may_be_missing_if_the_rule_says_so() -> None:
    target = {"file": "tag", "missing": "skip"}
    made = planned([NEW], rules(rule(targets=[target])), {"tag": FileMissing("tag is gone")})
    assert kinds(made) == [("1.2", "rule-0", Kind.UNCHANGED)]
    made = planned([NEW], rules(rule(targets=[target])), {"tag": NotAFile("tag is a folder")})
    assert kinds(made) == [("1.2", "rule-0", Kind.FAILED)]


def test_a_tag_that_leads_out_of_the_repository_fails_its_rule_and_no_other() -> None:
    rule_set = rules(rule(tags=r"1(?<up>\.\.)2", file="$up/x"), rule())
    made = planned([image_push("1..2")], rule_set, {"tag": b"1.0"})
    assert kinds(made) == [("1..2", "rule-0", Kind.FAILED), ("1..2", "rule-1", Kind.WRITTEN)]
    assert isinstance(made.outcomes[0].error, UnsafePath)


@pytest.mark.parametrize("tags", ["(?<part>x?).*", "(?<part>)1.2"])
def test_a_value_that_turns_out_empty_is_not_written(tags: str) -> None:
    targets = [{"file": "tag", "value": "$part"}]
    made = planned([NEW], rules(rule(tags=tags, targets=targets)), {"tag": b"1.0"})
    assert made.files == {}
    assert "tag would get '': a value is one line that is not empty" in made.outcomes[0].reason


def test_a_change_names_its_place() -> None:
    target = {"file": "tag", "yaml": "$.images[*].tag", "matches": "all"}
    text = b"images:\n- tag: a\n- tag: 1.2\n- tag: c\n"
    made = planned([NEW], rules(rule(targets=[target])), {"tag": text})
    places = [(change.place, change.old) for change in made.changes]
    assert places == [("images[0].tag", "a"), ("images[2].tag", "c")]


editing_batches = st.lists(image_pushes(), max_size=5)


def edited(
    pushes: list[ImagePush], rule_set: RuleSet, files: Mapping[str, bytes] = FILES
) -> tuple[Plan, dict[str, bytes]]:
    """The plan, and all files once it is done."""
    selection = select(pushes, rule_set)
    made = plan(selection, read(selection, files))
    return made, {**files, **{path: file.content for path, file in made.files.items()}}


@given(editing_batches, editing_rules)
def test_with_every_editor_files_differ_where_something_changes_and_nowhere_else(
    pushes: list[ImagePush], rule_set: RuleSet
) -> None:
    made, files = edited(pushes, rule_set)
    assert {outcome.push for outcome in made.outcomes} == set(pushes)
    assert {change.file for change in made.changes} == set(made.files)
    written = {(o.rule, o.push) for o in made.outcomes if o.kind is Kind.WRITTEN}
    assert {(change.rule, change.push) for change in made.changes} == written
    for change in made.changes:
        assert change.old != change.new
        assert change.new.encode() in files[change.file]


@given(editing_batches, editing_rules)
def test_with_every_editor_the_same_pushes_again_change_nothing(
    pushes: list[ImagePush], rule_set: RuleSet
) -> None:
    made, files = edited(pushes, rule_set)
    # What failed may pass the next time: a rule that stood in its way has written then.
    assume(not any(outcome.failed for outcome in made.outcomes))
    again, same = edited(pushes, rule_set, files)
    assert (again.changes, same) == ((), files)


@given(editing_batches, editing_rules, st.randoms(use_true_random=False))
def test_with_every_editor_the_order_of_the_pushes_does_not_matter(
    pushes: list[ImagePush], rule_set: RuleSet, random: Random
) -> None:
    _, files = edited(pushes, rule_set)
    shuffled = random.sample(pushes, len(pushes))
    assert edited(shuffled, rule_set)[1] == files


def test_a_message_may_name_the_tag_that_was_a_part_of_the_value_and_the_value() -> None:
    target = {"file": "tag", "value": "$IMAGE_URI:$IMAGE_TAG"}
    rule_set = rules(rule(targets=[target]), message="$OLD_TAG, of $OLD_VALUE")
    (change,) = planned([NEW], rule_set, {"tag": b"old.example/team/web:1.0\n"}).changes
    assert change.message == "1.0, of old.example/team/web:1.0"


def test_a_push_is_not_lost_because_a_better_one_cannot_be_written() -> None:
    target = {"file": "tag", "regex": "tag: (?<image_tag>[a-z0-9.]+)$"}
    pushed = [image_push("v1", at=0), image_push("V2", at=1), image_push("v0", at=-1)]
    made = planned(pushed, rules(rule(targets=[target])), {"tag": b"tag: v0.9\n"})
    assert made.files == {"tag": File(b"tag: v1\n")}
    assert sorted(kinds(made)) == [
        ("V2", "rule-0", Kind.FAILED),
        ("v0", "rule-0", Kind.OLDER),
        ("v1", "rule-0", Kind.WRITTEN),
    ]


def test_where_none_can_be_written_all_of_them_come_back() -> None:
    pushed = [image_push("1", at=0), image_push("2", at=1)]
    made = planned(pushed, rules(rule()), {"tag": FileMissing("tag is not on main")})
    assert sorted(kinds(made)) == [("1", "rule-0", Kind.FAILED), ("2", "rule-0", Kind.FAILED)]


def test_what_is_left_alone_is_told_though_the_rest_is_written() -> None:
    targets = [{"file": "a"}, {"file": "b"}]
    rule_set = rules(rule(targets=targets, policy={"semver": "*"}))
    made = planned([NEW], rule_set, {"a": b"3.0.0\n", "b": b"1.0.0\n"})
    assert made.files == {"b": File(b"1.2\n")}
    (outcome,) = made.outcomes
    assert outcome.reason == (
        "the highest version in *; but a: 3.0.0 is there already and is higher"
    )


environments = st.sampled_from(["dev", "qa", "prod"])
builds = st.lists(
    st.tuples(environments, st.integers(0, 99), st.integers(0, 3)), min_size=1, max_size=8
)
placing_targets = st.sampled_from(
    [{"file": "$env"}, {"file": "all.yaml", "yaml": "$env"}, {"file": "all.yaml", "helm": "i.$env"}]
)


@given(builds, placing_targets, st.sampled_from(["newest-build", "numerical"]))
def test_every_place_gets_the_best_push_that_belongs_there(
    pushed: list[tuple[str, int, int]], target: dict[str, str], policy: str
) -> None:
    extract = {"numerical": {"extract": "$build"}} if policy == "numerical" else policy
    rule_set = rules(rule(tags="(?<env>[a-z]+)-(?<build>[0-9]+)", targets=[target], policy=extract))
    image = "i:\n" + "".join(f"  {env}: {{tag: {env}-0}}\n" for env in ("dev", "qa", "prod"))
    all_yaml = "dev: dev-0\nqa: qa-0\nprod: prod-0\n" + image
    files = {env: f"{env}-0".encode() for env in ("dev", "qa", "prod")}
    pushes = [image_push(f"{env}-{build}", at=at) for env, build, at in pushed]
    made = planned(pushes, rule_set, {**files, "all.yaml": all_yaml.encode()})
    assert not [outcome.reason for outcome in made.outcomes if outcome.failed]
    texts = {path: file.text(path) for path, file in made.files.items()}
    for env in {env for env, _, _ in pushed}:
        own = [push for push in pushes if push.tag.startswith(env)]
        by_build = {push: int(push.tag.partition("-")[2]) for push in own}
        best = max(own, key=push_order)
        if policy == "numerical":
            best = max(own, key=lambda push: (by_build[push], push_order(push)))
        text = texts.get(target["file"].replace("$env", env), f"{env}-0\n{all_yaml}")
        assert best.tag in text


def test_not_all_pushes_are_tried_where_many_cannot_be_written() -> None:
    target = {"file": "tag", "regex": "tag: (?<image_tag>[0-9]+)$"}
    pushed = [image_push("1", at=-1), *(image_push(f"v{n}", at=n) for n in range(50))]
    made = planned(pushed, rules(rule(targets=[target])), {"tag": b"tag: 0\n"})
    assert made.files == {}
    assert {outcome.kind for outcome in made.outcomes} == {Kind.FAILED}
    assert {outcome.push for outcome in made.outcomes} == set(pushed)
