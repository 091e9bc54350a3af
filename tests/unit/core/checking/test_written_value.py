"""Whether a rule can have written a value: as far as the value tells, and never more."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.checking.written_value import refusal
from tagboat.core.rules.rule import Rule
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.variables import Template
from tests.image_pushes import image_push, tags
from tests.rule_sets import rule as written_rule
from tests.rule_sets import rules

URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"
DIGEST = f"sha256:{'0' * 64}"


def rule(**fields: Any) -> Rule:
    return rules(written_rule(**fields)).rules[0]


def why(value: str, template: str = "$IMAGE_TAG", **fields: Any) -> str | None:
    return refusal(rule(**fields), value, Template(template, None))


@pytest.mark.parametrize(
    ("value", "template", "fields"),
    [
        ("", "$IMAGE_TAG", {"tags": "v.+"}),
        ("v1", "$IMAGE_TAG", {"tags": "v.+"}),
        ("1.4.0", "$IMAGE_TAG", {"policy": {"semver": "^1.0.0"}}),
        ("latest", "$IMAGE_TAG", {"policy": {"digest": "latest"}}),
        ("main-4f2c1d9", "$branch-$sha", {"tags": "(?<branch>.+)-(?<sha>[0-9a-f]{7})"}),
        (f"{URI}:1", "$IMAGE_URI:$IMAGE_TAG", {}),
        (f"{URI}:1", "$IMAGE_URI:$IMAGE_TAG", {"account": "123456789012"}),
        (f"{URI}@{DIGEST}", "$IMAGE_URI@$IMAGE_DIGEST", {}),
        ("team/api", "$IMAGE_REPOSITORY", {"image": ["team/web", "team/api"]}),
        ("anything", "$IMAGE_NAME", {"image": "team/*"}),
        ("web", "$IMAGE_NAME", {}),
        ("rule-0 of dev", "$RULE of $ENVIRONMENT", {"environment": "dev"}),
        ("a$b-1.0-rc", "$ENVIRONMENT-$IMAGE_TAG", {"environment": "a$b", "tags": r"1\.0-rc"}),
        ("web-1.0-rc", "$IMAGE_NAME-$IMAGE_TAG", {"tags": r"1\.0-rc"}),
        ("web-1.0-rc", "$IMAGE_NAME-$IMAGE_TAG", {"image": ["a/web", "a/b"], "tags": r"1\.0-rc"}),
        ("a-b-a-b", "$IMAGE_TAG-$IMAGE_TAG", {}),
        ("$1.0", "$$$IMAGE_TAG", {}),
        ("2026-03-02T12:00:00Z", "$PUSHED_AT", {}),
    ],
)
def test_what_the_rule_can_have_written_is_fine(
    value: str, template: str, fields: Mapping[str, Any]
) -> None:
    assert why(value, template, **fields) is None


@pytest.mark.parametrize(
    ("value", "template", "fields", "reason"),
    [
        ("a b", "$IMAGE_TAG", {}, "it is not of the form '$IMAGE_TAG'"),
        ("1.0", "v$IMAGE_TAG", {}, "it is not of the form 'v$IMAGE_TAG'"),
        ("latest", "$a-$b", {"tags": "(?<a>.*)-(?<b>.*)"}, "it is not of the form '$a-$b'"),
        ("x" * 129, "$IMAGE_TAG", {}, "it has no tag that an image can have"),
        ("1.0", "$IMAGE_TAG", {"tags": "v.+"}, "the tag does not match 'v.+'"),
        ("latest", "$IMAGE_TAG", {"ignore_tags": ["l.*"]}, "the tag is ignored: it matches 'l.*'"),
        ("2.0.0", "$IMAGE_TAG", {"policy": {"semver": "^1.0.0"}}, "2.0.0 is not in ^1.0.0"),
        ("1.0", "$IMAGE_TAG", {"policy": {"digest": "latest"}}, "the tag is 1.0, not latest"),
        (f"sha256-{'0' * 64}.sig", "$IMAGE_TAG", {}, "the tag is a signature, an attestation or"),
        (
            "nginx:1",
            "$IMAGE_URI:$IMAGE_TAG",
            {},
            "nginx is not an image repository of Amazon ECR",
        ),
        (
            f"{URI.replace('.com/', '.org/')}:1",
            "$IMAGE_URI:$IMAGE_TAG",
            {},
            "123456789012.dkr.ecr.us-east-1.amazonaws.org/team/web is not an image repository of",
        ),
        (
            f"{URI}-2:1",
            "$IMAGE_URI:$IMAGE_TAG",
            {},
            "it is of the image repository team/web-2, which the rule is not about",
        ),
        (
            f"{URI}:1",
            "$IMAGE_URI:$IMAGE_TAG",
            {"account": "999999999999"},
            "it is of the account 123456789012, not 999999999999",
        ),
        (
            f"{URI}:1",
            "$IMAGE_URI:$IMAGE_TAG",
            {"region": "eu-west-1"},
            "it is of the region us-east-1, not eu-west-1",
        ),
        (
            "team/api:1",
            "$IMAGE_REPOSITORY:$IMAGE_TAG",
            {"image": "*/web"},
            "it is of the image repository team/api, which the rule is not about",
        ),
        (
            "api",
            "$IMAGE_NAME",
            {"image": ["team/web", "x"]},
            "it is of the image api, which the rule is not about",
        ),
        (
            "api:1",
            "$IMAGE_NAME:$IMAGE_TAG",
            {},
            "it is not of the form '$IMAGE_NAME:$IMAGE_TAG', here 'web:$IMAGE_TAG'. Mend",
        ),
        (
            "1.0-dev",
            "$IMAGE_TAG-${ENVIRONMENT}",
            {"environment": "prod"},
            "it is not of the form '$IMAGE_TAG-${ENVIRONMENT}', here '$IMAGE_TAG-prod'. Mend one",
        ),
    ],
)
def test_what_it_cannot_have_written_has_a_reason(
    value: str, template: str, fields: Mapping[str, Any], reason: str
) -> None:
    said = why(value, template, **fields)
    assert said is not None
    assert said.startswith(reason)


@pytest.mark.parametrize("bare", ["$IMAGE_TAG", "${IMAGE_TAG}", "$IMAGE_DIGEST"])
@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (f"{URI}:1", "$IMAGE_URI:$IMAGE_TAG"),
        ("web:1.4.0-rc_1", "$IMAGE_URI:$IMAGE_TAG"),
        ("host:5000/team/web:1", "$IMAGE_URI:$IMAGE_TAG"),
        (f"{URI}@{DIGEST}", "$IMAGE_URI@$IMAGE_DIGEST"),
        (f"{URI}:1@{DIGEST}", "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"),
    ],
)
def test_a_whole_reference_where_a_bare_tag_is_written_says_what_to_write(
    value: str, wanted: str, bare: str
) -> None:
    kind = "digest" if "DIGEST" in bare else "tag"
    assert why(value, bare) == (
        f"it holds a whole reference, and this rule writes a bare {kind}; write value:"
        f' "{wanted}", or mend the path.'
    )
    assert why(value, wanted, image=["team/web", "web"]) is None or URI not in value


@pytest.mark.parametrize("value", ["team/web", f"1.4.0@{DIGEST}", "a b:1", ":1", "http://a:1"])
def test_what_is_no_whole_reference_is_told_the_form(value: str) -> None:
    assert why(value) == "it is not of the form '$IMAGE_TAG'. Mend one of them."


def test_a_field_that_has_the_tag_alone_is_not_to_get_a_whole_reference() -> None:
    said = refusal(rule(), f"{URI}:1", Template("$IMAGE_TAG", None), "newTag")
    assert said == "it is not of the form '$IMAGE_TAG'. Mend one of them."


@pytest.mark.parametrize(
    ("image", "template"),
    [
        ("team/web", "$IMAGE_TAG"),
        ("team/*", "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"),
        ("*/web", "$RULE/$ENVIRONMENT/$IMAGE_REPOSITORY:$IMAGE_TAG"),
        ("team/web", "$kind of $IMAGE_NAME at $PUSHED_AT"),
        ("team/web", "$IMAGE_NAME-$IMAGE_TAG-$ENVIRONMENT"),
        ("team/*", "$IMAGE_NAME-$IMAGE_TAG-$IMAGE_TAG"),
        ("team/*", "$ENVIRONMENT-$IMAGE_TAG$kind"),
        ("team/*", "$IMAGE_REPOSITORY:$IMAGE_TAG:$IMAGE_NAME@$kind"),
    ],
)
@given(tag=tags)
def test_whatever_a_rule_writes_it_can_have_written(image: str, template: str, tag: str) -> None:
    one = rule(image=image, tags="(?<kind>[a-z]*).*", environment="dev")
    candidate = one.consider(image_push(tag))
    assert isinstance(candidate, Candidate)
    made = Template(template, None)
    assert refusal(one, made.expand(candidate.variables), made) is None


@given(st.text(max_size=30), st.sampled_from(["$IMAGE_TAG", "$IMAGE_URI:$IMAGE_TAG", "$group"]))
def test_any_text_has_an_answer(value: str, template: str) -> None:
    why(
        value, template, tags="(?<group>.*)", policy={"semver": {"range": "*", "extract": "$group"}}
    )
