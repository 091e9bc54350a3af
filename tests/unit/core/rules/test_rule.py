"""A rule says of a push whether it may write it, and why not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import InvalidRules
from tagboat.core.file_editors.base import VALUE
from tagboat.core.rules.rule import Refusal, Rule
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.variables import Template
from tests.image_pushes import image_push
from tests.rule_sets import rule as written_rule
from tests.rule_sets import rules, wrong


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
            "IMAGE_NAME": "web",
            "IMAGE_URI": "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web",
            "PUSHED_AT": "2026-03-02T12:00:00Z",
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
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/*",
        "team/*:1.0",
        "Team/*",
        "",
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
    assert [named.text for named in rule(image=image).images] == [image]


def test_a_value_may_use_the_groups_of_its_own_rule_only() -> None:
    targets = [{"file": "tag", "value": "$branch"}]
    assert rule(tags="(?<branch>.+)", targets=targets).targets[0].values[VALUE].text == "$branch"
    with pytest.raises(InvalidRules, match=r"\$branch, which is not known"):
        rule(tags="(?<sha>.+)", targets=targets)


@pytest.mark.parametrize(
    ("image", "meant", "not_meant"),
    [
        ("team/*", ["team/web", "team/a-b_c"], ["team", "team/web/sub", "teams/web"]),
        ("*/web", ["team/web", "other/web"], ["web", "team/web2"]),
        ("**/web", ["web", "a/b/web"], ["a/web/b"]),
        ("team/{web,api}-[0-9]", ["team/web-1", "team/api-2"], ["team/web", "team/job-1"]),
        (["team/web", "other"], ["team/web", "other"], ["team/other", "team"]),
        (["team/*", "other"], ["team/web", "other"], ["other/web"]),
    ],
)
def test_images_may_be_globs_and_lists(
    image: str | list[str], meant: list[str], not_meant: list[str]
) -> None:
    made = rules(written_rule(image=image))
    for repository in meant:
        assert made.about(repository) == list(made.rules)
        assert isinstance(made.rules[0].consider(image_push(image=repository)), Candidate)
    for repository in not_meant:
        assert made.rules[0].consider(image_push(image=repository)) is None


def test_each_name_of_a_list_is_checked() -> None:
    found = wrong(written_rule(image=["team/web", "Web", "{a", "x:1"]))
    assert [place for place, _ in found] == ["image[1]", "image[2]", "image[3]"]
    assert wrong(written_rule(image=[]))[0][0] == "image"


def test_a_rule_may_be_about_one_account_and_one_region() -> None:
    made = rule(account="123456789012", region="eu-central-1")
    here = image_push(region="eu-central-1")
    assert isinstance(made.consider(here), Candidate)
    assert made.consider(image_push(region="us-east-1")) == Refusal(
        "it is of the region us-east-1, not eu-central-1"
    )
    assert made.consider(image_push(account="210987654321", region="eu-central-1")) == Refusal(
        "it is of the account 210987654321, not 123456789012"
    )


def test_ignored_tags_are_refused_with_the_pattern() -> None:
    made = rule(ignore_tags=["latest", ".*-tmp", r"\d"])
    assert made.consider(image_push("1-tmp")) == Refusal("the tag is ignored: it matches '.*-tmp'")
    assert isinstance(made.consider(image_push("latest")), Refusal)
    for tag in ("latest2", "tmp", "12"):
        assert isinstance(made.consider(image_push(tag)), Candidate)


def test_what_the_policy_refuses_is_no_candidate() -> None:
    made = rule(policy={"semver": "^1.0"})
    assert made.consider(image_push("2.0")) == Refusal("2.0 is not in ^1.0")
    assert made.consider(image_push("main")) == Refusal("main is not a version")


@pytest.mark.parametrize(
    ("value", "template", "read"),
    [
        ("main-7", "$IMAGE_TAG", {"IMAGE_TAG": "main-7", "branch": "main", "build": "7"}),
        ("7 of prod", "$build of $ENVIRONMENT", {"build": "7", "ENVIRONMENT": "prod"}),
        ("main", "$IMAGE_TAG", {"IMAGE_TAG": "main"}),
        ("main-7-x", "$IMAGE_TAG", {"IMAGE_TAG": "main-7-x"}),
        ("x main-7", "$IMAGE_TAG", None),
        ("", "$IMAGE_TAG", None),
        ("fixed", "fixed", {}),
        ("other", "fixed", None),
    ],
)
def test_a_value_tells_of_the_image_as_far_as_it_is_made_as_the_rule_makes_it(
    value: str, template: str, read: dict[str, str] | None
) -> None:
    made = rule(tags="(?<branch>[a-z]+)-(?<build>[0-9]+)", environment="prod")
    assert made.read(value, Template(template, None)) == read


def test_rules_are_asked_in_the_order_of_the_file() -> None:
    made = rules(
        written_rule(image="team/*"),
        written_rule(image="team/web"),
        written_rule(image=["team/w*", "team/web", "team/web"]),
        written_rule(image="api"),
        written_rule(image="**"),
    )
    asked = [one.name for one in made.about("team/web")]
    assert asked == ["rule-0", "rule-1", "rule-2", "rule-4"]
    assert [made.order[name] for name in asked] == [0, 1, 2, 4]
    assert [one.name for one in made.about("api")] == ["rule-3", "rule-4"]


repositories = st.from_regex(r"[ab](/[ab]){0,3}", fullmatch=True)
globs = st.sampled_from(
    ["**", "*", "a/*", "a/**", "*/b", "{a,b}/*", "a/{a,b/*}", "a/b/[ab]", "**/b"]
)


@given(
    st.lists(globs | repositories | st.lists(globs | repositories, min_size=1), max_size=5),
    repositories,
)
def test_no_rule_about_an_image_is_left_unasked(images: list[Any], repository: str) -> None:
    made = rules(*[written_rule(image=image) for image in images])
    push = image_push(image=repository)
    concerned = [one for one in made.rules if one.consider(push) is not None]
    asked = made.about(repository)
    assert [one for one in asked if one in concerned] == concerned
    assert asked == sorted(asked, key=made.rules.index)


def test_few_of_many_rules_are_asked() -> None:
    """What a push costs does not grow with the rules of other teams."""
    names = [written_rule(image=f"team-{number}/web") for number in range(300)]
    some = [written_rule(image=f"team-{number}/*") for number in range(300)]
    made = rules(*[one | {"name": str(at)} for at, one in enumerate([*names, *some])])
    assert [one.name for one in made.about("team-7/web")] == ["7", "307"]
