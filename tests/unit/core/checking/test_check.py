"""A check of rules without a push: files, paths and values, each finding with its place."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tagboat.core.checking.check import Checked, RulesText, check
from tagboat.core.checking.checklist import checklist_of
from tagboat.core.errors import FileMissing, TargetError, TooManyFiles
from tagboat.core.findings import Finding
from tagboat.core.image_push import ImagePush
from tagboat.core.plan import plan
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push, image_pushes
from tests.rule_sets import rule, rule_sets, rules

GONE = FileMissing("gone is not on main")


def snapshot(
    files: Mapping[str, bytes | File | TargetError], **found: list[str] | TargetError
) -> Snapshot:
    read = {
        path: File(content) if isinstance(content, bytes) else content
        for path, content in files.items()
    }
    globs = {name.replace("any_", "*."): paths for name, paths in found.items()}
    return Snapshot("main", "c0ffee", read, globs)


def position(location: tuple[str | int, ...]) -> tuple[int, int]:
    """A file with a line for each target, and a column for each key."""
    *_, number = (key for key in location if isinstance(key, int))
    return number + 1, len(location)


def checked(
    rule_set: RuleSet, files: Mapping[str, bytes | File | TargetError], **found: Any
) -> Checked:
    text = RulesText(".tagboat.yaml", position)
    return check(checklist_of(rule_set), snapshot(files, **found), text)


def of(*targets: dict[str, str], **fields: Any) -> RuleSet:
    return rules(rule(targets=list(targets), **fields))


def test_targets_that_are_fine_have_no_findings_and_are_counted() -> None:
    two = [{"file": "tag"}, {"file": "values.yaml", "yaml": "image.tag"}]
    rule_set = rules(rule(targets=two), rule("team/api", "api/tag"))
    files = {"tag": b"1.0\n", "values.yaml": b"image: {tag: 1.0}", "api/tag": b"1.0\n"}
    report = checked(rule_set, files)
    assert report == Checked(findings=(), not_checked=(), rules=2, targets=3, files=3)


def test_no_rules_are_fine() -> None:
    assert checked(rules(), {}) == Checked(findings=(), not_checked=(), rules=0, targets=0, files=0)


def test_a_file_that_is_missing_is_found_where_the_rules_name_it() -> None:
    report = checked(of({"file": "tag"}, {"file": "gone"}), {"tag": b"1", "gone": GONE})
    assert report.findings == (
        Finding(
            file=".tagboat.yaml",
            line=2,
            column=5,
            rule="rule-0",
            path="targets[1].file",
            what="gone is not on main",
        ),
    )
    assert report.files == 1


def test_near_misses_of_a_file_that_is_missing_are_told() -> None:
    text = RulesText(".tagboat.yaml", position)
    near = {"gone": ["gnome", "a/gone"], "other": ["x"]}
    report = check(checklist_of(of({"file": "gone"})), snapshot({"gone": GONE}), text, near)
    assert [one.what for one in report.findings] == [
        "gone is not on main Did you mean gnome or a/gone?"
    ]


def test_a_file_that_may_be_missing_is_fine_if_others_are_there_and_checked_where_it_is() -> None:
    target = {"file": "$IMAGE_NAME/tag", "missing": "skip"}
    rule_set = of(target, image=["team/web", "team/api"], tags="v.+")
    assert checked(rule_set, {"web/tag": GONE, "api/tag": b"v1"}).findings == ()
    (finding,) = checked(rule_set, {"web/tag": b"1.0", "api/tag": GONE}).findings
    assert finding.file == "web/tag"


IDLE = (
    "nothing is there in any file that it names, so it never writes anything; mend the path, or"
    " remove the target"
)


@pytest.mark.parametrize(
    ("target", "files"),
    [
        ({"file": "v.yaml", "yaml": "imag.tag"}, {"v.yaml": b"image: {tag: 1}"}),
        ({"file": "v.yaml", "yaml": "$IMAGE_NAME"}, {"v.yaml": b"image: {tag: 1}"}),
        ({"file": "v.yaml", "kustomize": "wbe"}, {"v.yaml": b"images: [{name: web, newTag: 1}]"}),
        ({"file": "v.yaml", "helm": "image"}, {"v.yaml": b"a: 1"}),
        ({"file": "v.yaml", "marker": "a:b"}, {"v.yaml": b"a: 1"}),
        ({"file": "v.json", "json": "a"}, {"v.json": b"{}"}),
        ({"file": "v", "regex": "a=(?<image_tag>.*)"}, {"v": b"b=1"}),
        ({"file": "v"}, {"v": GONE}),
        ({"file": "*.txt"}, {}),
        ({"file": "*.txt", "yaml": "a"}, {"a.txt": b"b: 1", "b.txt": b"a"}),
    ],
)
def test_a_target_that_may_be_missing_and_is_nowhere_never_writes(
    target: dict[str, str], files: dict[str, Any]
) -> None:
    rule_set = of({"file": "tag"}, target | {"missing": "skip"}, image=["team/web", "team/api"])
    found = checked(rule_set, {"tag": b"1", **files}, any_txt=list(files)).findings
    (finding,) = (one for one in found if one.path != "")
    assert (finding.path, finding.what, finding.line) == ("targets[1]", IDLE, 2)


@pytest.mark.parametrize(
    ("target", "files", "fields"),
    [
        ({"file": "v.yaml", "yaml": "$IMAGE_NAME"}, {"v.yaml": b"web: 1"}, {}),
        ({"file": "v.yaml", "yaml": "$IMAGE_NAME"}, {"v.yaml": b"a: 1"}, {"image": "team/*"}),
        ({"file": "v.yaml", "yaml": "$IMAGE_NAME"}, {"v.yaml": b"a: 1"}, {"image": ["x", "y/*"]}),
        ({"file": "$IMAGE_TAG"}, {}, {}),
        (
            {"file": "*.txt", "yaml": "a"},
            {"a.txt": b"b: 1", "b.txt": b"a: 1"},
            {"image": "team/web"},
        ),
    ],
)
def test_a_target_that_may_write_is_not_said_never_to(
    target: dict[str, str], files: dict[str, Any], fields: dict[str, Any]
) -> None:
    rule_set = of(target | {"missing": "skip"}, **({"image": ["team/web", "api"]} | fields))
    assert checked(rule_set, files, any_txt=list(files)).findings == ()


def test_a_target_that_could_not_be_looked_at_is_not_said_never_to_write() -> None:
    target = {"file": "*.txt", "yaml": "a", "missing": "skip"}
    files = {"a.txt": b"\0", "b.txt": b"b: 1"}
    (finding,) = checked(of(target), files, any_txt=list(files)).findings
    assert finding.path == "targets[0].file"


def test_a_file_that_is_no_text_is_found_although_it_may_be_missing() -> None:
    report = checked(of({"file": "tag", "missing": "skip"}), {"tag": b"\0"})
    assert [finding.path for finding in report.findings] == ["targets[0].file"]


def test_a_path_that_leads_nowhere_is_found_at_the_target() -> None:
    report = checked(of({"file": "v.yaml", "yaml": "image.tga"}), {"v.yaml": b"image: {tag: 1}"})
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.column) == (".tagboat.yaml", 1, 4)
    assert (finding.rule, finding.path) == ("rule-0", "targets[0]")
    assert "did you mean 'tag'?" in finding.what


def test_a_value_that_the_rule_cannot_have_written_is_found_where_it_stands() -> None:
    text = b"image:\n  name: web\n  tag: 2.0.0\n"
    rule_set = of({"file": "v.yaml", "yaml": "image.tag"}, policy={"semver": "^1.0.0"})
    assert checked(rule_set, {"v.yaml": text}).findings == (
        Finding(
            file="v.yaml",
            line=3,
            column=8,
            rule="rule-0",
            path="image.tag",
            what="'2.0.0' is not what the rule writes: 2.0.0 is not in ^1.0.0. Mend one of them.",
        ),
    )


@pytest.mark.parametrize("empty", [b"", b"\n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_value_waits_for_the_first_image(empty: bytes) -> None:
    assert checked(of({"file": "tag"}, tags="v.+"), {"tag": empty}).findings == ()


def test_a_long_value_is_shortened() -> None:
    (finding,) = checked(of({"file": "tag"}), {"tag": b"x" * 1_000}).findings
    assert finding.what.startswith(f"'{'x' * 100}'... is not what the rule writes")


def test_every_file_of_a_glob_is_checked() -> None:
    files = {"a.txt": b"v1", "b.txt": b"1", "c.txt": b"2"}
    report = checked(of({"file": "*.txt"}, tags="v.+"), files, any_txt=list(files))
    assert [finding.file for finding in report.findings] == ["b.txt", "c.txt"]
    assert report.files == 3


def test_a_glob_has_to_match_unless_files_may_be_missing() -> None:
    (finding,) = checked(of({"file": "*.txt"}), {}, any_txt=[]).findings
    assert finding.path == "targets[0].file"
    assert finding.what.startswith("no file matches *.txt. Add one")


def test_a_glob_that_matches_too_much_is_found() -> None:
    (finding,) = checked(of({"file": "*.txt"}), {}, any_txt=TooManyFiles("too many")).findings
    assert finding.what == "too many"


def test_a_path_that_leads_out_of_the_repository_is_found() -> None:
    (finding,) = checked(of({"file": "$ENVIRONMENT/tag"}, environment=".."), {}).findings
    assert "leads out of the repository" in finding.what


@pytest.mark.parametrize(
    "target",
    [
        {"file": "$IMAGE_TAG/tag"},
        {"file": "v.yaml", "yaml": "$branch.tag"},
        {"file": "v.yaml", "yaml": "$.images[?@.name=='${branch}'].tag"},
        {"file": "v.yaml", "helm": "$branch"},
        {"file": "v.yaml", "kustomize": "$IMAGE_URI"},
        {"file": "v.json", "json": "${branch}"},
    ],
)
def test_what_depends_on_the_tag_is_not_checked_and_no_finding(target: dict[str, str]) -> None:
    files = {"v.yaml": b"images: [{name: a, tag: 1}]", "v.json": b"{}"}
    report = checked(of(target, tags="(?<branch>.+)"), files)
    assert report.findings == ()
    (one,) = report.not_checked
    assert (one.path, one.line, one.column) == ("targets[0]", 1, 4)
    assert one.what.startswith("it depends on $")


def test_a_path_by_the_image_s_name_is_checked_for_each_image() -> None:
    rule_set = of(
        {"file": "v.yaml", "yaml": "services.$IMAGE_NAME"}, image=["team/web", "team/api", "x/*"]
    )
    report = checked(rule_set, {"v.yaml": b"services: {web: 1}"})
    (finding,) = report.findings
    assert "api" in finding.what
    (one,) = report.not_checked
    assert (one.path, one.what) == ("image", UNLISTED)


UNLISTED = (
    "it depends on the name of the image, and a glob may mean any; list the images, such as image:"
    " [team/web, team/api], to have it checked"
)


def test_images_that_are_not_listed_are_told_once_for_each_rule() -> None:
    targets = [
        {"file": "$IMAGE_NAME/tag"},
        {"file": "$IMAGE_REPOSITORY"},
        {"file": "v.yaml", "yaml": "$IMAGE_NAME.tag"},
    ]
    rule_set = rules(rule("a/*", targets=targets), rule(["b/*", "c/*"], targets=targets))
    report = checked(rule_set, {"v.yaml": b"a: {tag: 1}"})
    assert report.findings == ()
    assert [(one.rule, one.path, one.line, one.what) for one in report.not_checked] == [
        ("rule-0", "image", 1, UNLISTED),
        ("rule-1", "image", 2, UNLISTED),
    ]


def test_places_that_two_rules_write_for_different_images_are_found() -> None:
    text = b"image:\n  tag: 1.0\n"
    rule_set = rules(
        rule("team/web", targets=[{"file": "v.yaml", "yaml": "image.tag"}]),
        rule("team/api", targets=[{"file": "v.yaml", "regex": "tag: (?<image_tag>.*)"}]),
    )
    assert checked(rule_set, {"v.yaml": text}).findings == (
        Finding(
            file="v.yaml",
            line=2,
            column=8,
            rule="rule-1",
            path="line 2",
            what="rule 'rule-0' writes team/web and rule 'rule-1' writes team/api here, so that"
            " each push undoes the other's. Mend the path of one of them.",
        ),
    )


def test_a_rule_that_writes_several_images_to_one_place_is_found() -> None:
    rule_set = of({"file": "tag"}, image=["team/web", "team/api"])
    assert checked(rule_set, {"tag": b"1"}).findings == (
        Finding(
            file="tag",
            line=1,
            column=1,
            rule="rule-0",
            what="team/web and team/api are written to this one place, so that each push undoes"
            " the other's. Name the image in the path, such as with $IMAGE_NAME, or write a rule"
            " for each.",
        ),
    )


@pytest.mark.parametrize(
    ("images", "targets"),
    [
        (["team/web", "team/web"], [{"file": "v.yaml", "yaml": "web"}] * 2),
        (["team/web", "team/*"], [{"file": "v.yaml", "yaml": "web"}] * 2),
        (
            ["team/web", "team/api"],
            [{"file": "v.yaml", "yaml": "web"}, {"file": "v.yaml", "yaml": "api"}],
        ),
        (
            ["team/web", "team/api"],
            [{"file": "v.yaml", "kustomize": "$IMAGE_NAME", "missing": "add"}] * 2,
        ),
        ([["team/web", "team/api"]], [{"file": "v.yaml", "yaml": "$IMAGE_NAME"}]),
    ],
)
def test_places_of_one_image_or_of_their_own_are_fine(
    images: list[Any], targets: list[dict[str, str]]
) -> None:
    rule_set = rules(*(rule(i, targets=[t]) for i, t in zip(images, targets, strict=True)))
    assert checked(rule_set, {"v.yaml": b"web: 1\napi: 1\n"}).findings == ()


def test_what_is_found_for_every_image_is_told_once() -> None:
    rule_set = of({"file": "gone"}, image=["team/web", "team/api", "x/*"])
    assert len(checked(rule_set, {"gone": GONE}).findings) == 1


contents = st.sampled_from([b"", b"1.0\n", b"latest\r\n", b"two\nlines", b"\0", b"a: 1\nb: [2"])
snapshots = st.fixed_dictionaries(
    {path: contents | st.just(GONE) for path in ("a", "b", "c", "missing", "values.yaml")}
)


@given(rule_sets, snapshots)
def test_any_rules_and_files_can_be_checked(
    rule_set: RuleSet, files: Mapping[str, bytes | TargetError]
) -> None:
    report = checked(rule_set, files)
    assert report.targets == sum(len(rule.targets) for rule in rule_set.rules)
    assert report.files <= len(files)
    assert len(set(report.findings)) == len(report.findings)


editors = st.sampled_from(
    [
        {},
        {"yaml": "a.b"},
        {"yaml": "$.a[?@.name=='$IMAGE_NAME'].b", "matches": "all"},
        {"json": "a"},
        {"regex": "a=(?<image_tag>.*)"},
        {"helm": "a"},
        {"kustomize": "$IMAGE_NAME", "missing": "add"},
        {"marker": "a:b"},
    ]
)
words = st.sampled_from(["a", "b", ":", "=", " ", "\n", "\r\n", "- ", "{", "}", "[", "]", '"', "#"])
texts = st.lists(
    words | st.sampled_from(["images:", "name: web", "&x ", "*x", "é", "\t", "tag: 1"])
)


@settings(max_examples=200)
@given(st.lists(editors, min_size=1, max_size=2), texts.map("".join))
def test_any_text_can_be_checked_by_every_editor(targets: list[dict[str, str]], text: str) -> None:
    report = checked(of(*({"file": "f"} | target for target in targets)), {"f": text.encode()})
    assert all(finding.what for finding in report.findings)


@given(rule_sets, snapshots, image_pushes())
def test_a_rule_that_fails_to_write_a_push_was_found_before(
    rule_set: RuleSet, files: Mapping[str, bytes | TargetError], push: ImagePush
) -> None:
    found = {finding.rule for finding in checked(rule_set, files).findings}
    failed = [one for one in plan(select([push], rule_set), snapshot(files)).outcomes if one.failed]
    unforeseen = [one for one in failed if one.rule not in found]
    # A value that turns out empty, and two targets that contradict each other, depend on the push.
    assert all(
        "would get ''" in one.reason or "Let one of them" in one.reason for one in unforeseen
    )


@given(rule_sets, st.lists(image_pushes(images=("team/web", "team/api")), max_size=4))
def test_what_rules_have_written_is_theirs(rule_set: RuleSet, pushes: list[ImagePush]) -> None:
    blank: dict[str, bytes | File | TargetError] = dict.fromkeys("abc", b"")
    blank |= {"missing": GONE, "values.yaml": b""}
    written = plan(select(pushes, rule_set), snapshot(blank))
    names = {change.file: change.rule for change in written.changes}
    report = checked(rule_set, {**blank, **written.files})
    found = [one for one in report.findings if "undoes the other's" not in one.what]
    assert not [one for one in found if names.get(one.file) == one.rule]


def test_the_value_of_another_push_of_the_same_rule_is_theirs() -> None:
    rule_set = of({"file": "tag"}, tags=r"\d.*")
    for tag in ("1.0", "2.0"):
        made = plan(select([image_push(tag)], rule_set), snapshot({"tag": b"1.5"}))
        assert checked(rule_set, made.files).findings == ()
