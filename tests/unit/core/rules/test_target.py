"""A target names its files once the variables have values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import InvalidRules, UnsafePath
from tagboat.core.globs import Glob
from tagboat.core.paths import check_path
from tagboat.core.rules.rule import Rule
from tagboat.core.tag_policy.base import Candidate
from tests.image_pushes import image_push, tags
from tests.rule_sets import rules


def files(file: str, tag: str, pattern: str = "(?<name>.+)") -> str | Glob:
    rule = made(file=file, tags=pattern)
    said = rule.consider(image_push(tag))
    assert isinstance(said, Candidate)
    return rule.targets[0].files(said.variables)


def made(*, file: str = "x", tags: str = "(?<name>.+)", **target: Any) -> Rule:
    written = {"image": "team/web", "tags": tags, "targets": [{"file": file} | target]}
    return rules(written | {"environment": "prod"}).rules[0]


def test_a_path_is_expanded() -> None:
    assert files("tags/$IMAGE_NAME/$ENVIRONMENT/${name}.txt", "a.b") == "tags/web/prod/a.b.txt"


def test_a_glob_is_expanded_before_it_is_one() -> None:
    glob = files("apps/$name-*/{a,b}.yaml", "web")
    assert isinstance(glob, Glob)
    assert glob.text == "apps/web-*/{a,b}.yaml"
    assert glob.matches("apps/web-1/b.yaml")
    assert not glob.matches("apps/api-1/b.yaml")


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("$up/secret", r"1(?<up>\.\.)2"),
        ("tags/$up/secret", r"1(?<up>\.\.)2"),
        ("tags/$here/x", r"1(?<here>\.)\.2"),
        ("$none/x", "(?<none>x?).*"),
        ("tags/$none", "(?<none>x?).*"),
        ("$up/*", r"1(?<up>\.\.)2"),
        ("$none/*", "(?<none>x?).*"),
        ("$git/config", r"1..2|(?<git>x)"),
    ],
)
def test_a_tag_cannot_lead_out_of_the_repository(file: str, pattern: str) -> None:
    with pytest.raises(UnsafePath):
        files(file, "1..2", pattern)


def test_a_tag_cannot_lead_into_git_s_own_folder() -> None:
    with pytest.raises(UnsafePath, match="Git's own"):
        files(".$name/config", "git")


@given(
    st.lists(st.sampled_from(["$a", "${b}", "$IMAGE_TAG", "x", ".", "/", "*", "-"]), min_size=1),
    tags,
)
def test_no_tag_makes_a_path_that_is_none(parts: list[str], tag: str) -> None:
    try:
        rule = made(file="".join(parts), tags="(?<a>.??)(?<b>.*)")
    except InvalidRules:
        return
    said = rule.consider(image_push(tag))
    assert isinstance(said, Candidate)
    try:
        found = rule.targets[0].files(said.variables)
    except UnsafePath:
        return
    if isinstance(found, str):
        assert check_path(found) == found
    else:
        assert all(".." not in start.split("/") for start in found.starts)


@pytest.mark.parametrize(
    ("target", "names", "tells"),
    [
        ({"value": "$IMAGE_TAG"}, {"IMAGE_TAG"}, True),
        ({"value": "$IMAGE_TAG"}, {"name"}, True),
        ({"value": "$name"}, {"name"}, True),
        ({"value": "$name"}, {"IMAGE_TAG"}, False),
        ({"value": "$name"}, {"name", "other"}, False),
        ({"value": "$IMAGE_DIGEST"}, {"IMAGE_TAG"}, False),
        ({"value": "$IMAGE_DIGEST"}, set(), True),
        ({"regex": "(?<image_digest>.+) (?<image_tag>.+)"}, {"IMAGE_TAG"}, True),
        ({"kustomize": {"name": "web", "digest": "$IMAGE_DIGEST"}}, {"IMAGE_TAG"}, True),
    ],
)
def test_a_target_tells_what_can_be_read_from_its_values(
    target: dict[str, Any], names: set[str], tells: bool
) -> None:
    assert made(**target).targets[0].tells(names) is tells
