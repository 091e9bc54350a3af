"""A tag policy is made of what people write, or they are told what it may be."""

from typing import Any

import pytest

from tagboat.core.tag_policy.base import Candidate
from tests.image_pushes import image_push
from tests.rule_sets import rule, rules, wrong

GROUPS = r"(?<name>[a-z]+-)?(?<version>[0-9.]+)"


def chosen(policy: Any, *tags: str, pattern: str = ".+") -> str:
    """The tag that a policy chooses; the pushes come in the order of the tags."""
    (made,) = rules(rule(tags=pattern, policy=policy)).rules
    said = [made.consider(image_push(tag, at=at)) for at, tag in enumerate(tags)]
    choice = made.policy.choose([one for one in said if isinstance(one, Candidate)])
    assert choice.candidate is not None
    return choice.candidate.push.tag


@pytest.mark.parametrize(
    ("policy", "winner"),
    [
        ("newest-build", "2"),
        ("numerical", "30"),
        ("alphabetical", "4"),
        ({"semver": "*"}, "30"),
        ({"semver": ">=2 <30"}, "4"),
        ({"semver": {"range": "<4"}}, "2"),
        ({"numerical": "asc"}, "30"),
        ({"numerical": "desc"}, "2"),
        ({"numerical": {"order": "desc"}}, "2"),
        ({"numerical": {}}, "30"),
        ({"alphabetical": "asc"}, "4"),
        ({"alphabetical": "desc"}, "2"),
        ({"alphabetical": {"order": "desc"}}, "2"),
        ({"digest": "2"}, "2"),
    ],
)
def test_every_policy_can_be_written(policy: Any, winner: str) -> None:
    assert chosen(policy, "4", "30", "2") == winner


@pytest.mark.parametrize(
    ("policy", "winner"),
    [
        ({"semver": {"range": "^1.0", "extract": "$version"}}, "a-1.10"),
        ({"numerical": {"extract": "$version"}}, "b-1.9"),
        ({"numerical": {"order": "desc", "extract": "${version}"}}, "c-1.08"),
        ({"alphabetical": {"extract": "$version"}}, "b-1.9"),
        ({"alphabetical": {"order": "desc", "extract": "$name$version"}}, "a-1.10"),
    ],
)
def test_a_policy_may_compare_a_part_of_the_tag(policy: Any, winner: str) -> None:
    assert chosen(policy, "c-1.08", "a-1.10", "b-1.9", pattern=GROUPS) == winner


def test_only_policies_that_compare_say_what() -> None:
    def compares(policy: Any) -> set[str]:
        targets = [{"file": "x", "value": "$IMAGE_TAG@$IMAGE_DIGEST"}]
        return set(rules(rule(tags=GROUPS, policy=policy, targets=targets)).rules[0].compares)

    assert compares("newest-build") == compares({"digest": "a-1"}) == set()
    assert compares("numerical") == compares({"semver": "1"}) == {"IMAGE_TAG"}
    assert compares({"alphabetical": {"extract": "$name$version"}}) == {"name", "version"}


@pytest.mark.parametrize(
    ("policy", "inside", "what"),
    [
        ({}, "", "it has 0 policies; write one of semver, numerical, alphabetical, digest"),
        ({"semver": None}, "", "it has 0 policies; write one of"),
        ({"semver": "1", "digest": "latest"}, "", "it has 2 policies; write one of"),
        ({"semver": "~>1.x.y"}, ".semver", "'~>1.x.y' is not a range of versions"),
        ({"semver": ""}, ".semver", "The range is empty"),
        ({"semver": {"range": "1 ||"}}, ".semver.range", "'1 ||' is not a range of versions"),
        ({"semver": {"range": " "}}, ".semver.range", "it has to be text that is not empty"),
        ({"semver": {}}, ".semver", "the key 'range' is missing"),
        ({"semver": 1}, ".semver", "it has to be a range of versions such as ^1.0.0"),
        ({"semver": {"rnge": "1", "range": "1"}}, ".semver.rnge", "unknown key; did you mean"),
        ({"numerical": "up"}, ".numerical", "'up' is not known; it has to be asc, desc, or keys"),
        ({"numerical": {"order": "up"}}, ".numerical.order", "'up' is not known"),
        ({"digest": "no tag"}, ".digest", "it has to be the tag whose digest is written"),
        ({"digest": {"tag": "latest"}}, ".digest", "it has to be the tag whose digest is written"),
        ({"newest-build": True}, ".newest-build", "unknown key; known are semver, numerical"),
        ("digest", "", "'digest' is not known; it has to be newest-build, numerical"),
        (["semver"], "", "it has to be newest-build, numerical, alphabetical, or one of the keys"),
    ],
)
def test_what_is_no_policy_is_told_with_its_place(policy: Any, inside: str, what: str) -> None:
    ((place, told), *_) = wrong(rule(policy=policy))
    assert place == f"policy{inside}"
    assert told.startswith(what)


@pytest.mark.parametrize("policy", ["semver", "numerical", "alphabetical"])
@pytest.mark.parametrize(
    ("tags", "extract", "what"),
    [
        (".+", "$version", "'tags' has no named group that could be compared"),
        (
            "(?<version>.+)",
            "$verison",
            "'$verison' uses $verison, which is not known; did you mean",
        ),
        ("(?<version>.+)", "$IMAGE_TAG", "'$IMAGE_TAG' uses $IMAGE_TAG, which is not known; known"),
        ("(?<version>.+)", "$version $", "'$version $' has a dollar sign without a name"),
        ("(?<version>.+)", "$$version", "'$$version' is the same for all tags"),
        ("(?<version>.+)", "version", "it has to be what to compare, made of named groups"),
    ],
)
def test_what_cannot_be_compared_is_told(policy: str, tags: str, extract: str, what: str) -> None:
    settings = {"extract": extract} | ({"range": "*"} if policy == "semver" else {})
    ((place, told),) = wrong(rule(tags=tags, policy={policy: settings}))
    assert place == f"policy.{policy}.extract"
    assert told.startswith(what)


def test_a_mistake_in_the_tags_hides_what_depends_on_it_and_nothing_else() -> None:
    written = rule(tags="(?<a>", policy={"semver": {"range": "x.y", "extract": "$anything"}})
    assert [place for place, _ in wrong(written)] == ["tags", "policy.semver.range"]


@pytest.mark.parametrize(
    "targets",
    [
        [{"file": "x", "value": "$version"}],
        [{"file": "x", "value": "$IMAGE_DIGEST"}, {"file": "y", "value": "$IMAGE_URI"}],
        [{"file": "x", "regex": "(?<image_digest>.+) (?<version>.+)"}],
    ],
)
@pytest.mark.parametrize("policy", [{"semver": "*"}, "numerical", "alphabetical"])
def test_a_rule_that_could_not_tell_which_image_is_older_does_not_load(
    policy: Any, targets: list[dict[str, str]]
) -> None:
    ((place, told),) = wrong(rule(tags="v(?<version>.+)", policy=policy, targets=targets))
    assert place == "policy"
    assert told.startswith("it compares $IMAGE_TAG, which nothing that is written tells")
    assert told.endswith("write it in a value, or let 'extract' name what is written")


@pytest.mark.parametrize(
    ("policy", "values"),
    [
        ({"semver": {"range": "*", "extract": "$version"}}, ["$version"]),
        ({"semver": {"range": "*", "extract": "$version"}}, ["$IMAGE_TAG"]),
        ({"semver": "*"}, ["$version", "$IMAGE_DIGEST", "x-$IMAGE_TAG"]),
        ("newest-build", ["$version"]),
        ({"digest": "vlatest"}, ["$IMAGE_DIGEST"]),
    ],
)
def test_one_value_that_tells_is_enough(policy: Any, values: list[str]) -> None:
    targets = [{"file": str(index), "value": value} for index, value in enumerate(values)]
    assert rules(rule(tags="v(?<version>.+)", policy=policy, targets=targets)).rules


def test_all_that_is_compared_has_to_be_told() -> None:
    written = rule(
        tags="(?<a>.+)-(?<b>.+)",
        policy={"numerical": {"extract": "$a$b"}},
        targets=[{"file": "x", "value": "$a"}, {"file": "y", "value": "$b"}],
    )
    ((_, told),) = wrong(written)
    assert told.startswith("it compares $a and $b, which nothing that is written tells")


def test_a_digest_of_a_tag_that_the_rule_never_takes_is_a_mistake() -> None:
    made = rule(tags="v.*", policy={"digest": "latest"}, targets=[{"file": "x"}])
    ((place, told),) = wrong(made)
    assert place == "policy.digest"
    assert told.startswith("'tags' does not match 'latest', so the rule takes no image at all")
