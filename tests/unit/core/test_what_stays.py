"""Never backwards: what stands in a file stays if the policy puts it above what was pushed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.outcomes import Kind
from tagboat.core.plan import Plan, plan
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push
from tests.rule_sets import rule, rules

DIGEST = "sha256:" + "d" * 64
OTHER = "sha256:" + "0" * 64
URI = image_push().uri
SEMVER = {"semver": ">=1.0.0-0"}
VERSIONS = "v?(?<version>.+)"


def written(rule_set: RuleSet, tag: str, /, **files: str) -> Plan:
    snapshot = Snapshot("main", "c0ffee", {path: File(was.encode()) for path, was in files.items()})
    return plan(select([image_push(tag, digest=DIGEST)], rule_set), snapshot)


def result(policy: Any, was: str, tag: str, **fields: Any) -> tuple[Kind, str, str]:
    """What a push makes of a file that has a value already: the kind, the value, the reason."""
    made = written(rules(rule(policy=policy, file="x", **fields)), tag, x=was)
    (outcome,) = made.outcomes
    return outcome.kind, made.files["x"].content.decode() if made.files else was, outcome.reason


@pytest.mark.parametrize(
    ("policy", "was", "tag", "word"),
    [
        (SEMVER, "1.10.0", "1.9.9", "higher"),
        (SEMVER, "v1.10.0", "1.9.9", "higher"),
        (SEMVER, "1.0.0", "1.0.0-rc.1", "higher"),
        (SEMVER, "2", "1.9", "higher"),
        ({"semver": "<2"}, "3.0.0", "1.0.0", "higher"),
        ("numerical", "10", "9", "higher"),
        ("numerical", "1" * 40, "1" * 39, "higher"),
        ({"numerical": "desc"}, "9", "10", "lower"),
        ("alphabetical", "2026-03-02", "2026-03-01", "later in alphabetical order"),
        ({"alphabetical": "desc"}, "a", "b", "earlier in alphabetical order"),
    ],
)
def test_a_late_push_replaces_nothing_that_is_above_it(
    policy: Any, was: str, tag: str, word: str
) -> None:
    kind, value, reason = result(policy, was, tag)
    assert (kind, value) == (Kind.OLDER, was)
    assert reason.startswith(f"x: {was} is there already and is {word}")


@pytest.mark.parametrize(
    ("policy", "was", "tag"),
    [
        (SEMVER, "1.9.9", "1.10.0"),
        (SEMVER, "main", "1.0.0"),
        (SEMVER, "", "1.0.0"),
        (SEMVER, "9.0.0.0", "1.0.0"),
        ("numerical", "9", "10"),
        ("numerical", "latest", "1"),
        ({"numerical": "desc"}, "10", "9"),
        ("alphabetical", "2026-03-01", "2026-03-02"),
        ("newest-build", "99.0.0", "1.0.0"),
    ],
)
def test_what_is_below_a_push_or_tells_nothing_is_replaced(policy: Any, was: str, tag: str) -> None:
    assert result(policy, was, tag)[:2] == (Kind.WRITTEN, tag)


def test_an_equal_one_is_written_for_it_may_be_spelled_otherwise_or_be_another_digest() -> None:
    assert result(SEMVER, "v1.0", "1.0.0")[:2] == (Kind.WRITTEN, "1.0.0")
    assert result(SEMVER, "1.0.0", "1.0.0")[:2] == (Kind.UNCHANGED, "1.0.0")


@pytest.mark.parametrize(
    ("policy", "was"),
    [(SEMVER, "zzz"), ("numerical", "zzz"), ("alphabetical", "zzz"), ("alphabetical", "999")],
)
def test_a_value_that_is_no_tag_of_the_rule_tells_nothing(policy: Any, was: str) -> None:
    kind, value, _ = result(policy, was, "1", tags="[0-9]")
    assert (kind, value) == (Kind.WRITTEN, "1")


@pytest.mark.parametrize("policy", [SEMVER, "numerical"])
def test_what_somebody_has_pinned_is_held_though_the_rule_does_not_take_its_tag(
    policy: Any,
) -> None:
    assert result(policy, "999", "1", tags="[0-9]")[:2] == (Kind.OLDER, "999")


@pytest.mark.parametrize("was", ["v1.5.0-hotfix.1", "v2.0.0", "2.0.0"])
def test_a_version_that_is_pinned_by_hand_is_held(was: str) -> None:
    made = result(SEMVER, was, "v1.4.9", tags="v[0-9.]+")
    assert made[:2] == (Kind.OLDER, was)
    extract = {"semver": {"range": ">=1", "extract": "$version"}}
    made = result(extract, was, "v1.4.9", tags="v(?<version>1[0-9.]+)")
    assert made[:2] == (Kind.OLDER, was)


@pytest.mark.parametrize(
    "was",
    [
        "docker.io/team/web:v2.0.0",
        "localhost:5000/team/web:v2.0.0",
        "team/web:v2.0.0",
        "web:v2.0.0",
        "v2.0.0",
    ],
)
def test_an_image_is_the_same_from_whatever_registry(was: str) -> None:
    targets = [{"file": "x", "value": "$IMAGE_URI:$IMAGE_TAG"}]
    assert result(SEMVER, was, "v1.9.0", targets=targets)[:2] == (Kind.OLDER, was)


@pytest.mark.parametrize("value", ["$IMAGE_NAME-$IMAGE_TAG", "$RULE-$IMAGE_TAG"])
def test_what_is_the_same_for_every_push_is_no_part_of_the_tag(value: str) -> None:
    targets = [{"file": "x", "value": value}]
    was = value.replace("$IMAGE_NAME", "web").replace("$RULE", "rule-0")
    was = was.replace("$IMAGE_TAG", "2.0.0-rc")
    assert result(SEMVER, was, "1.0.0", targets=targets)[:2] == (Kind.OLDER, was)


@pytest.mark.parametrize(
    ("value", "was", "stays"),
    [
        ("$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST", f"{URI}:2.0.0@{OTHER}", True),
        ("$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST", f"{URI}:1.0.0@{OTHER}", False),
        ("$IMAGE_URI:$IMAGE_TAG", f"{URI}:2.0.0", True),
        ("ghcr.io/$IMAGE_REPOSITORY:v$IMAGE_TAG", "ghcr.io/team/web:v2.0.0", True),
        ("$IMAGE_TAG-$ENVIRONMENT", "2.0.0-prod", True),
    ],
)
def test_a_tag_is_found_in_a_value_that_has_more(value: str, was: str, stays: bool) -> None:
    targets = [{"file": "x", "value": value}]
    kind, _, _ = result(SEMVER, was, "1.5.0", targets=targets, environment="prod")
    assert kind is (Kind.OLDER if stays else Kind.WRITTEN)


def test_a_part_of_the_tag_is_compared_where_only_that_is_written() -> None:
    policy = {"semver": {"range": "*", "extract": "$version"}}
    targets = [{"file": "x", "value": "$version"}]
    late = result(policy, "1.10.0", "v1.9.0", tags=VERSIONS, targets=targets)
    assert late == (Kind.OLDER, "1.10.0", "x: 1.10.0 is there already and is higher")
    new = result(policy, "1.10.0", "v1.11.0", tags=VERSIONS, targets=targets)
    assert new[:2] == (Kind.WRITTEN, "1.11.0")


@pytest.mark.parametrize(
    ("value", "was"),
    [
        ("$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST", f"{URI}:2.0.0"),
        ("$IMAGE_URI:$IMAGE_TAG", f"{URI}:2.0.0@{OTHER}"),
        ("$IMAGE_TAG", f"2.0.0@{OTHER}"),
        ("$IMAGE_TAG@$IMAGE_DIGEST", "2.0.0"),
    ],
)
def test_what_people_pin_with_or_without_a_digest_stays_too(value: str, was: str) -> None:
    kind, left, _ = result(SEMVER, was, "1.5.0", targets=[{"file": "x", "value": value}])
    assert (kind, left) == (Kind.OLDER, was)


@pytest.mark.parametrize(
    ("value", "was", "stays"),
    [
        ("$IMAGE_URI:$IMAGE_TAG", "docker.io/library/nginx:9.0.0", False),
        ("$IMAGE_URI:$IMAGE_TAG", "nginx:9.0.0", False),
        (
            "$IMAGE_URI:$IMAGE_TAG",
            "210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/web:9.0",
            True,
        ),
        ("x/$IMAGE_REPOSITORY:$IMAGE_TAG", "x/team/api:9.0.0", False),
        ("x/$IMAGE_NAME:$IMAGE_TAG", "x/api:9.0.0", False),
        ("$ENVIRONMENT-$IMAGE_TAG", "dev-9.0.0", False),
        ("$RULE/$IMAGE_TAG", "other/9.0.0", False),
        ("$RULE/$IMAGE_TAG", "rule-0/9.0.0", True),
    ],
)
def test_only_the_same_image_is_compared_whatever_its_registry(
    value: str, was: str, stays: bool
) -> None:
    targets = [{"file": "x", "value": value}]
    kind, _, _ = result(SEMVER, was, "1.5.0", targets=targets, environment="prod")
    assert kind is (Kind.OLDER if stays else Kind.WRITTEN)


EXTRACT = {"semver": {"range": ">=1", "extract": "$version"}}


@pytest.mark.parametrize(
    ("value", "policy", "was"),
    [
        ("reg/web:v$version", EXTRACT, "reg/web:2.5.0"),
        ("reg/web:v$version", EXTRACT, "other/web:v2.5.0"),
        ("reg/web:v$version", EXTRACT, "2.5.0"),
        ("reg/web:release-$version", EXTRACT, "release-2.5.0"),
        ("v$version@$IMAGE_DIGEST", EXTRACT, f"2.5.0@{OTHER}"),
        ("reg.example/team/web:$IMAGE_TAG", SEMVER, "other.example/team/web:2.5.0"),
        ("reg.example/team/web:$IMAGE_TAG", SEMVER, f"localhost:5000/web:2.5.0@{OTHER}"),
        ("reg/copy-of-web:v$IMAGE_TAG", SEMVER, "other/copy-of-web:2.5.0"),
        ("$IMAGE_URI:$IMAGE_TAG", SEMVER, "mirror.example/web:2.5.0"),
        ("$IMAGE_URI:$IMAGE_TAG", SEMVER, "2.5.0"),
        ("oci://$IMAGE_URI:$IMAGE_TAG", SEMVER, "oci://mirror.example/web:2.5.0"),
        ("$IMAGE_URI@$IMAGE_DIGEST", SEMVER, f"mirror.example/web:2.5.0@{OTHER}"),
    ],
)
def test_what_somebody_has_pinned_stays_though_the_rule_spells_it_otherwise(
    value: str, policy: Any, was: str
) -> None:
    """Each place is beside one that is older, so that nothing else holds the push."""
    targets = [{"file": "x", "value": value}, {"file": "y"}]
    rule_set = rules(rule(policy=policy, targets=targets, tags="v?(?<version>[0-9.]+)"))
    assert "x" not in written(rule_set, "2.4.0", x=was, y="1.0.0").files
    assert "x" in written(rule_set, "2.6.0", x=was, y="1.0.0").files


@pytest.mark.parametrize("policy", [SEMVER, "numerical", "alphabetical"])
@pytest.mark.parametrize(
    "was",
    ["reg/api:9", "reg.example/team/web2:9", f"reg/nginx@{OTHER}", f"nginx@{OTHER}", "web", "a/9"],
)
def test_what_is_of_an_image_of_another_name_or_has_no_tag_tells_nothing(
    policy: Any, was: str
) -> None:
    targets = [{"file": "x", "value": "reg.example/team/web:$IMAGE_TAG"}]
    made = result(policy, was, "1", targets=targets)
    assert made[:2] == (Kind.WRITTEN, "reg.example/team/web:1")


def test_all_values_of_a_target_stay_if_one_is_above() -> None:
    was = "a: 1.0.0\nb: 3.0.0\n"
    targets = [{"file": "x", "regex": ": (?<image_tag>.+)"}]
    kind, value, reason = result(SEMVER, was, "2.0.0", targets=targets)
    assert (kind, value) == (Kind.OLDER, was)
    assert reason == "x: 3.0.0 is there already and is higher at line 2"


def test_each_file_is_held_by_what_stands_in_it() -> None:
    rule_set = rules(rule(policy=SEMVER, targets=[{"file": "old"}, {"file": "pinned"}]))
    made = written(rule_set, "2.0.0", old="1.0.0", pinned="3.0.0")
    assert {path: file.content for path, file in made.files.items()} == {"old": b"2.0.0"}
    assert [outcome.kind for outcome in made.outcomes] == [Kind.WRITTEN]


KUSTOMIZATION = "images:\n- name: team/web\n  newTag: {}\n  digest: {}\n"


def test_a_digest_goes_with_the_tag_beside_it() -> None:
    targets = [{"file": "x", "kustomize": "team/web"}]
    was = KUSTOMIZATION.format("2.0.0", OTHER)
    assert result(SEMVER, was, "1.0.0", targets=targets)[:2] == (Kind.OLDER, was)
    assert result(SEMVER, was, "2.0.1", targets=targets)[1] == KUSTOMIZATION.format("2.0.1", DIGEST)


def digests(tag: str, /, **files: str) -> dict[str, str]:
    """The files once a push was written as a tag to some and as a digest to others."""
    targets = [{"file": path} for path in files if path.startswith("tag")]
    pins = [{"file": path, "value": "$IMAGE_DIGEST"} for path in files if path.startswith("pin")]
    both = [
        {"file": path, "yaml": "tag"} | more
        for path in files
        if path.startswith("both")
        for more in ({}, {"yaml": "pin", "value": "$IMAGE_DIGEST"})
    ]
    made = written(rules(rule(policy=SEMVER, targets=[*pins, *targets, *both])), tag, **files)
    assert not [outcome for outcome in made.outcomes if outcome.failed]
    return {path: file.content.decode() for path, file in made.files.items()}


def test_a_digest_in_another_file_goes_with_the_tags_of_the_rule() -> None:
    assert digests("1.0.0", pin=OTHER, tag="2.0.0") == {}
    assert digests("2.0.1", pin=OTHER, tag="2.0.0") == {"pin": DIGEST, "tag": "2.0.1"}
    assert digests("2.0.0", pin=OTHER, tag="2.0.0") == {"pin": DIGEST}


def test_a_digest_goes_with_the_tag_of_its_own_file_before_others() -> None:
    was = "tag: {}\npin: {}\n".format
    assert digests("1.5.0", both1=was("1.0.0", OTHER), both2=was("2.0.0", OTHER)) == {
        "both1": was("1.5.0", DIGEST)
    }


def test_why_a_digest_stays_is_told() -> None:
    rule_set = rules(
        rule(policy=SEMVER, targets=[{"file": "pin", "value": "$IMAGE_DIGEST"}, {"file": "tag"}])
    )
    (outcome,) = written(rule_set, "1.0.0", pin=OTHER, tag="2.0.0").outcomes
    assert outcome.kind is Kind.OLDER
    assert outcome.reason == "pin: 2.0.0 is there already and is higher in tag"


policies = st.sampled_from([SEMVER, "numerical", {"numerical": "desc"}, "alphabetical"])
numbers = st.integers(0, 99).map(str)
values = st.sampled_from(["$IMAGE_TAG", "v$IMAGE_TAG", "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"])


@given(policies, values, st.lists(numbers, min_size=1, max_size=6), st.randoms())
def test_the_order_in_which_pushes_come_does_not_matter(
    policy: Any, value: str, pushed: list[str], random: Any
) -> None:
    """Each push comes alone, as late as it likes: in the end there is what the policy prefers."""
    rule_set = rules(rule(policy=policy, targets=[{"file": "x", "value": value}]))
    ends = set()
    for _ in range(2):
        random.shuffle(pushed)
        text = "none\n"
        for tag in pushed:
            made = written(rule_set, tag, x=text)
            text = made.files["x"].content.decode() if made.files else text
        ends.add(text)
    assert len(ends) == 1


templates = st.sampled_from(
    [
        "$IMAGE_TAG",
        "v$version",
        "$version@$IMAGE_DIGEST",
        "$IMAGE_URI:$IMAGE_TAG",
        "$IMAGE_URI:v$version@$IMAGE_DIGEST",
        "${IMAGE_NAME}:${IMAGE_TAG}",
        "reg/web:v$version",
        "reg.example:5000/team/web:$IMAGE_TAG-$ENVIRONMENT",
        "docker://ghcr.io/$IMAGE_REPOSITORY:$IMAGE_TAG",
    ]
)
folders = st.sampled_from(["", "reg/", "team/", "localhost:5000/", "mirror.example/a/b/"])
schemes = st.sampled_from(["", "oci://", "docker://"])
versions = st.tuples(*[st.integers(1, 30)] * 3)


def spelled(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


@given(
    templates,
    st.booleans(),
    st.builds("{}{}web:".format, schemes, folders) | st.just(""),
    st.sampled_from(["", "v"]),
    st.sampled_from(["", f"@{OTHER}"]),
    st.lists(versions, min_size=2, max_size=2, unique=True),
)
def test_however_people_spell_it_a_higher_version_is_never_replaced_by_a_lower_one(
    value: str, extract: bool, name: str, v: str, digest: str, two: list[tuple[int, ...]]
) -> None:
    lower, higher = map(spelled, sorted(two))
    bare = not name and digest and ":" in value  # It would be NAME@DIGEST there.
    was = f"{name}{v}{higher}{'' if bare else digest}"
    policy = EXTRACT if extract or "$version" in value else SEMVER
    fields = {"tags": "v?(?<version>[0-9.]+)", "environment": "prod"}
    targets = [{"file": "x", "value": value}]
    kind, left, _ = result(policy, was, lower, targets=targets, **fields)
    assert (kind, left) == (Kind.OLDER, was)
