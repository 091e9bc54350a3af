"""A rule says of a push whether it may write it, and why not."""

from typing import Any

import pytest

from tagboat.core.errors import InvalidRules
from tagboat.core.rules.rule import Candidate, Refusal, Rule
from tests.image_pushes import image_push
from tests.rule_sets import rule as written_rule
from tests.rule_sets import rules


def rule(**fields: Any) -> Rule:
    return rules(written_rule(**fields)).rules[0]


def test_a_push_of_another_image_is_not_its_concern() -> None:
    assert rule().consider(image_push(image="team/web2")) is None
    assert rule(image="web").consider(image_push(image="team/web")) is None


def test_a_candidate_has_every_variable_of_its_push_and_its_rule() -> None:
    push = image_push("main-4f2c1d9-dev")
    considered = rule(
        tags="(?<branch>.+)-(?<sha>[0-9a-f]+)(?<arch>-arm)?-dev", environment="dev"
    ).consider(push)
    assert considered == Candidate(
        push,
        {
            "branch": "main",
            "sha": "4f2c1d9",
            "arch": "",
            "IMAGE_TAG": "main-4f2c1d9-dev",
            "IMAGE_DIGEST": push.digest,
            "IMAGE_REPOSITORY": "team/web",
            "IMAGE_URI": "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web",
            "RULE": "rule-0",
            "ENVIRONMENT": "dev",
        },
    )


@pytest.mark.parametrize("tag", ["v1.0", "1.0-rc", "1x0", "x1.0"])
def test_the_whole_tag_has_to_match(tag: str) -> None:
    considered = rule(tags=r"\d\.\d").consider(image_push(tag))
    assert considered == Refusal(r"the tag does not match '\d\.\d'")


@pytest.mark.parametrize("kind", ["sig", "att", "sbom"])
def test_cosign_s_tags_are_never_candidates(kind: str) -> None:
    push = image_push(f"sha256-{'0' * 64}.{kind}")
    assert isinstance(rule(tags=".*").consider(push), Refusal)


@pytest.mark.parametrize("tag", [f"sha256-{'0' * 64}", f"sha512-{'0' * 64}"])
def test_the_index_of_what_refers_to_an_image_is_never_a_candidate(tag: str) -> None:
    assert isinstance(rule(tags=".*").consider(image_push(tag)), Refusal)


@pytest.mark.parametrize("tag", [f"sha256-{'0' * 63}.sig", f"sha256-{'0' * 64}.tar"])
def test_tags_that_only_look_like_cosign_s_may_be_written(tag: str) -> None:
    assert isinstance(rule().consider(image_push(tag)), Candidate)


@pytest.mark.parametrize(
    "image",
    [
        "team/*",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web:1.0",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web",
        "Team/Web",
        "/web",
    ],
)
def test_an_image_that_no_push_can_have_is_a_mistake(image: str) -> None:
    with pytest.raises(InvalidRules, match=r"rule 'rule-0': image: .* is not the name of an ECR"):
        rule(image=image)


@pytest.mark.parametrize("image", ["web", "team/web", "a.b_c-d/e__f"])
def test_an_image_is_the_name_of_an_ecr_repository(image: str) -> None:
    assert rule(image=image).image == image


def test_a_value_may_use_the_groups_of_its_own_rule_only() -> None:
    targets = [{"file": "tag", "value": "$branch"}]
    assert rule(tags="(?<branch>.+)", targets=targets).targets[0].value.text == "$branch"
    with pytest.raises(InvalidRules, match=r"\$branch, which is not known"):
        rule(tags="(?<sha>.+)", targets=targets)
