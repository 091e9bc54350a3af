"""A target is made of what people write: its file, its editor, and every setting checked."""

import re
from typing import Any

import pytest

from tagboat.core.rules.target import Target
from tests.rule_sets import rule, rules, wrong

EDITORS: dict[str, Any] = {
    "yaml": "image.tag",
    "json": "image.tag",
    "regex": "(?<value>.+)",
    "helm": "image",
    "kustomize": "web",
    "marker": "flux-system:web",
}
SETTINGS: dict[str, Any] = {
    "value": "$IMAGE_TAG",
    "document": 0,
    "matches": "all",
    "missing": "skip",
    "aliases": "allow",
}
UNDERSTOOD = {
    "plain": {"value", "missing"},
    "yaml": {"value", "document", "matches", "missing", "aliases"},
    "json": {"value", "matches", "missing"},
    "regex": {"value", "matches", "missing"},
    "helm": {"value", "document", "missing", "aliases"},
    "kustomize": {"value", "missing", "aliases"},
    "marker": {"value", "missing", "aliases"},
}


def target(**written: Any) -> Target:
    return rules(rule(targets=[{"file": "x"} | written])).rules[0].targets[0]


def wrong_target(policy: Any = "newest-build", **written: Any) -> list[tuple[str, str]]:
    """What is wrong with a target, each place without the target's own."""
    found = wrong(rule(targets=[{"file": "x"} | written], policy=policy))
    return [(place.removeprefix("targets[0]").removeprefix("."), what) for place, what in found]


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("editor", UNDERSTOOD)
def test_an_editor_has_its_own_settings_and_no_others(editor: str, setting: str) -> None:
    written = {editor: EDITORS[editor]} if editor in EDITORS else {}
    written |= {setting: SETTINGS[setting]}
    if setting in UNDERSTOOD[editor]:
        assert target(**written)
    else:
        ((place, what),) = wrong_target(**written)
        assert place == setting
        assert what.startswith(f"the editor '{editor}' has no such setting; it has value")
        assert {word.strip(",") for word in what.split("it has ")[1].split()} == UNDERSTOOD[editor]


@pytest.mark.parametrize("setting", ["missing", "aliases"])
@pytest.mark.parametrize("editor", ["json", "regex"])
def test_what_holds_anyway_may_be_written_for_any_editor(editor: str, setting: str) -> None:
    assert target(**{editor: EDITORS[editor], setting: "refuse"})


def test_only_a_kustomization_is_added_to() -> None:
    assert target(kustomize="web", missing="add")
    for editor in {"plain", *EDITORS} - {"kustomize"}:
        written = {editor: EDITORS[editor]} if editor in EDITORS else {}
        assert wrong_target(**written, missing="add") == [
            ("missing", f"the editor '{editor}' adds nothing; write skip or refuse")
        ]


def test_a_target_has_one_editor() -> None:
    assert wrong_target(regex="(?<value>.+)", yaml="a", helm="b") == [
        ("", "it has 3 editors, yaml, regex, helm; write one of them")
    ]


def test_several_mistakes_of_a_target_are_told_at_once() -> None:
    found = wrong_target(file="/x", yaml="a..b", value="$X", document=-1, missing="add")
    assert [place for place, _ in found] == ["file", "missing", "yaml", "document", "value"]


@pytest.mark.parametrize("missing", ["refuse", "skip"])
def test_a_file_may_be_missing_where_the_rule_says_so(missing: str) -> None:
    assert target(missing=missing).optional == (missing == "skip")


@pytest.mark.parametrize(
    "file", ["tags/$IMAGE_NAME", "$ENVIRONMENT/x", "$sha/*.yaml", "**/x", "a{b,c}"]
)
def test_a_file_may_have_variables_and_wildcards(file: str) -> None:
    made = rules(rule(tags="(?<sha>.+)", targets=[{"file": file}]))
    assert made.rules[0].targets[0].file.text == file


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("/etc/x", "'/etc/x' is not from the repository's root"),
        ("../x", "'../x' leads out of the repository"),
        ("a/../b", "'a/../b' leads out of the repository"),
        ("a//b", "'a//b' is not in its shortest form"),
        ("$IMAGE_TAG/../../x", "'x/../../x' leads out of the repository"),
        (".git/hooks/x", "'.git/hooks/x' is Git's own"),
        ("a\\b", "'a\\\\b' has a backslash"),
        ("a\nb", "'a\\nb' has a backslash or a control character"),
        ("../*", "'../*' leads out of the repository"),
        ("a/**b", "'a/**b' is not a glob: ** is always a whole part"),
        ("a/[b", "'a/[b' is not a glob: a [ is not closed"),
        ("{a,b", "'{a,b' is not a glob: a { is not closed"),
        ("$OLD_TAG", "'$OLD_TAG' uses $OLD_TAG, which is not known"),
        ("$DESTINATION_FILE", "'$DESTINATION_FILE' uses $DESTINATION_FILE, which is not known"),
        ("x$", "'x$' has a dollar sign without a name"),
        ("", "it has to be text that is not empty"),
        (5, "it has to be text that is not empty, not a whole number"),
    ],
)
def test_a_file_that_no_push_could_be_written_to_is_a_mistake(file: Any, what: str) -> None:
    ((place, told),) = wrong_target(file=file)
    assert place == "file"
    assert told.startswith(what)


def test_a_policy_that_moves_a_digest_writes_it_where_nothing_else_is_said() -> None:
    made = rules(rule(policy={"digest": "latest"}, targets=[{"file": "x"}])).rules[0].targets[0]
    assert [value.text for value in made.values.values()] == ["$IMAGE_DIGEST"]


@pytest.mark.parametrize("editor", [{}, {"yaml": "a"}, {"json": "a"}, {"regex": "(?<value>.+)"}])
def test_a_value_that_a_moving_digest_would_not_change_is_a_mistake(editor: dict[str, str]) -> None:
    assert wrong_target({"digest": "latest"}, **editor, value="$IMAGE_URI:$IMAGE_TAG") == [
        (
            "value",
            "the policy 'digest' moves a digest, which nothing here writes; write $IMAGE_DIGEST",
        )
    ]


def test_groups_that_a_moving_digest_would_not_change_are_a_mistake() -> None:
    ((place, _),) = wrong_target({"digest": "latest"}, regex="(?<image_tag>.+)")
    assert place == ""
    both = [{"file": "x", "regex": "(?<image_tag>.+)@(?<image_digest>.+)"}]
    assert rules(rule(policy={"digest": "latest"}, targets=both)).rules


@pytest.mark.parametrize(
    ("value", "becomes"),
    [("$ENVIRONMENT", "''"), ("a\nb", r"'a\\nb'"), ("\x07$IMAGE_TAG", r"'\\x07x'")],
)
@pytest.mark.parametrize("editor", [{}, {"yaml": "a"}, {"helm": "a"}, {"kustomize": "a"}])
def test_a_value_that_could_never_be_written_is_a_mistake(
    editor: dict[str, str], value: str, becomes: str
) -> None:
    ((place, what),) = wrong_target(**editor, value=value)
    assert place == "value"
    assert re.search(f"becomes {becomes}: a value is one line that is not empty", what)
