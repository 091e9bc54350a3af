"""What a value tells of its image: the parts of a reference, and whose image it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.base import Candidate
from tagboat.core.value_reading import (
    EcrRepository,
    Reference,
    ecr_repository,
    known_of_image,
    read_image,
    reference,
)
from tagboat.core.variables import Template
from tests.image_pushes import image_push, tags
from tests.rule_sets import rule, rules

DIGEST = "sha256:" + "0" * 64
RULE = rules(rule(tags="v?(?<version>.+)", environment="prod")).rules[0]


def read(value: str, template: str) -> dict[str, str] | None:
    candidate = RULE.consider(image_push("v1"))
    assert isinstance(candidate, Candidate)
    told = read_image(RULE, value, Template(template, None), candidate.variables)
    return None if told is None else dict(told)


@pytest.mark.parametrize(
    ("text", "parts", "last"),
    [
        ("web", ("", "web", "", ""), "web"),
        ("team/web:1.4.0-rc_1", ("", "team/web", "1.4.0-rc_1", ""), "web"),
        ("localhost:5000/web", ("", "localhost:5000/web", "", ""), "web"),
        ("localhost:5000/a/web:1", ("", "localhost:5000/a/web", "1", ""), "web"),
        ("web:5000", ("", "web", "5000", ""), "web"),
        (f"web@{DIGEST}", ("", "web", "", DIGEST), "web"),
        (f"reg/web:1@{DIGEST}", ("", "reg/web", "1", DIGEST), "web"),
        ("oci://reg/web:1", ("oci://", "reg/web", "1", ""), "web"),
    ],
)
def test_a_reference_is_taken_apart(text: str, parts: tuple[str, ...], last: str) -> None:
    found = reference(text)
    assert found == Reference(*parts)
    assert found.last == last


@pytest.mark.parametrize("text", ["", ":1", "a b:1", "web:", "web:-1", "web@", "http://reg/web:1"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert reference(text) is None


@given(
    st.sampled_from(["", "oci://"]),
    st.from_regex(r"([a-z]{1,5}(:[0-9]{1,5})?/)?([a-z]{1,5}/){0,2}[a-z]{1,5}", fullmatch=True),
    tags,
    st.sampled_from(["", DIGEST]),
)
def test_what_a_reference_is_made_of_is_read_back(
    scheme: str, name: str, tag: str, digest: str
) -> None:
    text = f"{scheme}{name}:{tag}{digest and '@'}{digest}"
    assert reference(text) == Reference(scheme, name, tag, digest)


def test_an_ecr_uri_is_taken_apart() -> None:
    push = image_push(region="cn-north-1")
    found = ecr_repository(push.uri)
    assert found == EcrRepository(push.account, "cn-north-1", "team/web")
    assert ecr_repository("docker.io/team/web") is None


def test_what_is_known_of_an_image_is_what_each_push_of_it_brings() -> None:
    own = {"RULE": "rule-0", "ENVIRONMENT": "prod"}
    assert known_of_image(RULE, None) == own
    image = {"IMAGE_REPOSITORY": "team/web", "IMAGE_NAME": "web"}
    assert known_of_image(RULE, "team/web") == own | image


@pytest.mark.parametrize(
    ("value", "template", "version"),
    [
        ("v2", "v$version", "2"),
        ("2", "v$version", "2"),
        ("reg/web:v2", "reg/web:v$version", "2"),
        ("reg/web:2", "reg/web:v$version", "2"),
        ("reg/web:2", "$version", "2"),
        (f"other/web:v2@{DIGEST}", "reg/web:v$version", "2"),
        ("other/web:2-prod", "reg/web:$IMAGE_TAG-$ENVIRONMENT", "2"),
        ("other/copy:2", "reg/copy:$IMAGE_TAG", "2"),
        (f"rule-0/2@{DIGEST}", "$RULE/$IMAGE_TAG", "2"),
        ("2", "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST", "2"),
    ],
)
def test_the_same_image_is_told_however_it_is_spelled(
    value: str, template: str, version: str
) -> None:
    told = read(value, template)
    assert told is not None
    assert told["version"] == version


def test_what_the_rule_itself_can_have_written_is_read_as_it_writes_it() -> None:
    assert read("release-2", "release-$IMAGE_TAG") == {"IMAGE_TAG": "2", "version": "2"}


@pytest.mark.parametrize(
    ("value", "template"),
    [
        ("reg/api:2", "reg/web:$IMAGE_TAG"),
        ("reg/api:2", "$IMAGE_URI:$IMAGE_TAG"),
        ("reg/web-2:2", "reg/web:$version"),
        ("reg/web", "reg/web:$IMAGE_TAG"),
        ("web", "$IMAGE_URI:$IMAGE_TAG"),
        (f"api@{DIGEST}", "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"),
        ("", "$IMAGE_TAG"),
        ("a b", "reg/web:$version"),
        ("a b", "$version"),
    ],
)
def test_another_image_or_none_tells_nothing(value: str, template: str) -> None:
    assert read(value, template) is None


@given(
    st.text(max_size=30),
    st.sampled_from(["$IMAGE_TAG", "$$:$version@x", "a$$@$IMAGE_URI:$IMAGE_TAG", "::@", "$RULE"]),
)
def test_any_text_has_an_answer(value: str, template: str) -> None:
    read(value, template)
