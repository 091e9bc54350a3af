"""Each file editor is made of what people write, in short and in full, and writes what it says."""

from typing import Any

import pytest

from tagboat.core.errors import TargetError
from tagboat.core.outcomes import Kind
from tagboat.core.plan import plan
from tagboat.core.selection import select
from tagboat.core.snapshot import File, Snapshot
from tests.image_pushes import image_push
from tests.rule_sets import rule, rules, wrong

DIGEST = "sha256:" + "d" * 64
PUSH = image_push("main-7", digest=DIGEST)
URI = PUSH.uri
TAGS = "(?<branch>[a-z]+)-(?<build>[0-9]+)"


def edited(text: str, policy: Any = "newest-build", **target: Any) -> str:
    """A file's text once a push was written to a target in it."""
    written = rule(tags=TAGS, environment="prod", policy=policy, targets=[{"file": "x"} | target])
    snapshot = Snapshot("main", "c0ffee", {"x": File(text.encode())})
    made = plan(select([PUSH], rules(written)), snapshot)
    (outcome,) = made.outcomes
    if outcome.error is not None:
        raise outcome.error
    assert (outcome.kind is Kind.WRITTEN) == bool(made.files)
    return made.files.get("x", snapshot.file("x")).text("x")


def refused(text: str, **target: Any) -> str:
    with pytest.raises(TargetError) as caught:
        edited(text, **target)
    return str(caught.value)


def mistakes(policy: Any = "newest-build", **target: Any) -> list[tuple[str, str]]:
    found = wrong(rule(tags=TAGS, policy=policy, targets=[{"file": "x"} | target]))
    return [(place.removeprefix("targets[0]."), what) for place, what in found]


# The whole file


def test_plain_is_the_whole_file() -> None:
    assert edited("main-6\n") == "main-7\n"
    assert edited("6\n", value="$build") == "7\n"
    assert edited("\n", missing="skip") == "\n"


# YAML and JSON


def test_yaml_writes_one_value_unless_all_are_meant() -> None:
    assert edited("image:\n  tag: x\n", yaml="image.tag") == "image:\n  tag: main-7\n"
    two = "- {image: x}\n- {image: y}\n"
    assert "has 2 values" in refused(two, yaml="$[*].image")
    assert edited(two, yaml="$[*].image", matches="all", value="v$build") == (
        "- {image: v7}\n- {image: v7}\n"
    )
    assert "has 2 values" in refused(two, yaml="$[*].image", matches="one")


def test_yaml_may_skip_what_is_missing() -> None:
    assert "has no value at image.tag" in refused("a: 1\n", yaml="image.tag")
    assert edited("a: 1\n", yaml="image.tag", missing="skip") == "a: 1\n"


def test_yaml_may_change_what_aliases_repeat() -> None:
    text = "a: &tag x\nb: *tag\n"
    assert "aliases" in refused(text, yaml="a")
    assert edited(text, yaml="a", aliases="allow") == "a: &tag main-7\nb: *tag\n"


@pytest.mark.parametrize("document", [1, {"kind": "B"}, {"kind": "B", "n": 2}, {"on": True}])
def test_yaml_may_choose_a_document(document: Any) -> None:
    text = "kind: A\ntag: x\n---\nkind: B\nn: 2\n'on': true\ntag: y\n"
    assert edited(text, yaml="tag", document=document) == text.replace("y\n", "main-7\n")


def test_a_path_may_have_variables() -> None:
    assert edited("web: x\napi: x\n", yaml="$IMAGE_NAME") == "web: main-7\napi: x\n"
    assert edited("main: x\n", yaml="['${branch}']") == "main: main-7\n"
    assert edited('{"prod": {"web": "x"}}', json="$ENVIRONMENT.$IMAGE_NAME") == (
        '{"prod": {"web": "main-7"}}'
    )


def test_json_writes_one_value_unless_all_are_meant() -> None:
    assert edited('{"a": [{"t": "x"}]}', json="a[0].t") == '{"a": [{"t": "main-7"}]}'
    two = '[{"t": "x"}, {"t": "y"}]'
    assert "has 2 values" in refused(two, json="$[*].t")
    assert edited(two, json="$[*].t", matches="all") == '[{"t": "main-7"}, {"t": "main-7"}]'
    assert edited(two, json="u", missing="skip") == two
    assert "has no value at u" in refused(two, json="u")


@pytest.mark.parametrize("editor", ["yaml", "json"])
@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("a..b", "'a..b' is not a path from its column 2 on"),
        ("a[b]", "'a[b]' is not a path"),
        ("$NOTHING.tag", "'$NOTHING' uses $NOTHING, which is not known"),
        ("$.a[?(", "'$.a[?(' is not a JSONPath of RFC 9535"),
        (" ", "it has to be the path of a value, such as image.tag, or a JSONPath"),
        (7, "it has to be the path of a value, such as image.tag, or a JSONPath"),
    ],
)
def test_what_is_no_path_is_a_mistake(editor: str, path: Any, what: str) -> None:
    ((place, told),) = mistakes(**{editor: path})
    assert place == editor
    assert told.startswith(what)


@pytest.mark.parametrize(
    ("document", "inside", "what"),
    [
        (-1, "", "an index is not below 0"),
        ({"$.kind": "A", "$..kind": "A"}, "['$$..kind']", "a document is chosen by keys with dots"),
        ({"a..b": "A"}, "['a..b']", "'a..b' is not a path"),
        ({"$KIND": "A"}, ".$$KIND", "'$KIND' uses $KIND, which is not known"),
        ({}, "", "it has to be an index from 0, or keys with values"),
        ({"kind": ["A"]}, ".kind", "it has to be true or false or a whole number or text, not"),
        ({1: "A"}, "", "a key is no text"),
        ("A", "", "it has to be an index from 0, or keys with values such as {kind: Deployment}"),
    ],
)
@pytest.mark.parametrize("editor", ["yaml", "helm"])
def test_what_chooses_no_document_is_a_mistake(
    editor: str, document: Any, inside: str, what: str
) -> None:
    ((place, told),) = mistakes(**{editor: "a.b"}, document=document)
    assert place == f"document{inside}".replace(".['", "['")
    assert told.startswith(what)


@pytest.mark.parametrize("editor", [{}, {"yaml": "a"}, {"json": "a"}, {"regex": "(?<value>.)"}])
def test_a_value_is_a_template(editor: dict[str, str]) -> None:
    assert [place for place, _ in mistakes(**editor, value="$NOTHING")] == ["value"]
    assert [place for place, _ in mistakes(**editor, value="")] == ["value"]


# Regular expressions


def test_regex_groups_become_the_variables_of_their_names() -> None:
    text = "tag=x branch=y digest=z\ntag=x branch=y digest=z\n"
    pattern = "tag=(?<image_tag>.+) branch=(?<branch>.+) digest=(?<IMAGE_DIGEST>.+)"
    assert edited(text, regex=pattern) == f"tag=main-7 branch=main digest={DIGEST}\n" * 2


def test_regex_matches_are_all_written_unless_one_is_meant() -> None:
    assert "has 2 matches" in refused("v1\nv2\n", regex="v(?<build>.)", matches="one")
    assert edited("v1\nv2\n", regex="v(?<build>.)", matches="all") == "v7\nv7\n"


def test_regex_may_skip_what_is_missing() -> None:
    assert "nothing matches" in refused("v1\n", regex="w(?<build>.)")
    assert edited("v1\n", regex="w(?<build>.)", missing="skip") == "v1\n"


def test_a_group_named_value_is_what_the_rule_writes() -> None:
    assert edited("v: 1\n", regex="v: (?<value>.+)", value="$build-$ENVIRONMENT") == "v: 7-prod\n"
    assert edited("v: 1\n", regex="v: (?<value>.+)") == "v: main-7\n"
    assert edited("v: 1\n", regex="v: (?<value>.+)", policy={"digest": "main-7"}) == (
        f"v: {DIGEST}\n"
    )


def test_a_group_of_the_tag_may_be_named_value_as_well() -> None:
    written = rule(tags="v(?<value>.+)", targets=[{"file": "x", "regex": "is (?<value>.*)"}])
    ((role, template),) = rules(written).rules[0].targets[0].values.items()
    assert (role, template.text) == ("value", "$value")


@pytest.mark.parametrize(
    ("target", "place", "what"),
    [
        ({"regex": "("}, "regex", "'(' is not a regular expression of RE2"),
        ({"regex": "v(.+)"}, "regex", "'v(.+)' has no named group"),
        ({"regex": "(?<branch>a(?<build>b))"}, "regex", "'(?<branch>a(?<build>b))' has a named"),
        ({"regex": "(?<bild>.)"}, "regex", "the group bild has the name of no variable; did you"),
        (
            {"regex": "(?<OLD_TAG>.)"},
            "regex",
            "the group OLD_TAG has the name of no variable; know",
        ),
        ({"regex": "(?<größe>.)"}, "regex", "the group größe has the name of no variable; known"),
        ({"regex": "(?<build>.)", "value": "$build"}, "value", "no group of the regex is named"),
        ({"regex": ""}, "regex", "it has to be a regular expression of RE2"),
    ],
)
def test_a_regex_that_could_write_nothing_is_a_mistake(
    target: dict[str, str], place: str, what: str
) -> None:
    ((told_place, told),) = mistakes(**target)
    assert told_place == place
    assert told.startswith(what)


def test_a_mistake_in_a_regex_does_not_hide_one_in_its_value() -> None:
    assert [place for place, _ in mistakes(regex="(", value="$NOTHING")] == ["regex", "value"]


# Helm values

VALUES = "image:\n  repository: r\n  tag: t\n"


def test_helm_writes_the_tag() -> None:
    assert edited(VALUES, helm="image") == VALUES.replace(" t\n", " main-7\n")
    assert edited(VALUES, helm="image", value="v$build") == VALUES.replace(" t\n", " v7\n")
    assert edited(VALUES, helm={"path": "image"}) == VALUES.replace(" t\n", " main-7\n")


def test_helm_writes_what_is_named() -> None:
    written = {"path": "image", "repository": "$IMAGE_URI", "tag": "$build"}
    assert edited(VALUES, helm=written) == f"image:\n  repository: {URI}\n  tag: '7'\n".replace(
        "'", '"'
    )


def test_helm_writes_a_digest_with_the_tag_where_there_is_one() -> None:
    text = f"{VALUES}  digest: sha256:0\n"
    assert edited(text, helm="image") == (
        f"image:\n  repository: r\n  tag: main-7\n  digest: {DIGEST}\n"
    )


def test_helm_may_skip_what_is_missing() -> None:
    assert "has no value at image" in refused("a: 1\n", helm="image")
    assert edited("a: 1\n", helm="image", missing="skip") == "a: 1\n"


def test_helm_wants_the_digest_that_moves() -> None:
    policy = {"digest": "main-7"}
    assert "digest" in refused(VALUES, helm="image", policy=policy)
    text = f"{VALUES}  digest: ''\n"
    assert f"digest: '{DIGEST}'" in edited(text, helm="image", policy=policy)


@pytest.mark.parametrize(
    ("target", "place", "what"),
    [
        ({"helm": ""}, "helm", "'' is not a path"),
        ({"helm": "$.a[*]"}, "helm", "it is the path of one image's keys"),
        ({"helm": {"path": "$..a"}}, "helm.path", "it is the path of one image's keys"),
        ({"helm": {"path": "$X"}}, "helm.path", "'$X' uses $X, which is not known"),
        ({"helm": {"path": "a", "tag": "$X"}}, "helm.tag", "'$X' uses $X, which is not known"),
        ({"helm": {"path": "a", "digest": "$"}}, "helm.digest", "'$' has a dollar sign without"),
        ({"helm": {"path": "a", "tg": "x"}}, "helm.tg", "unknown key; did you mean 'tag'?"),
        ({"helm": {"tag": "x"}}, "helm", "the key 'path' is missing"),
        (
            {"helm": {"path": "a", "tag": "$build"}, "value": "x"},
            "value",
            "tag says what is written already; remove one of the two",
        ),
        ({"helm": ["a"]}, "helm", "it has to be the path of an image's keys, or keys path"),
    ],
)
def test_a_helm_image_that_is_none_is_a_mistake(
    target: dict[str, Any], place: str, what: str
) -> None:
    ((told_place, told),) = mistakes(**target)
    assert told_place == place
    assert told.startswith(what)


# Kustomizations

KUSTOMIZATION = "images:\n- name: team/web\n  newTag: t\n"


def test_kustomize_writes_the_new_tag() -> None:
    wanted = KUSTOMIZATION.replace(" t\n", " main-7\n")
    assert edited(KUSTOMIZATION, kustomize="team/web") == wanted
    assert edited(KUSTOMIZATION, kustomize="$IMAGE_REPOSITORY") == wanted
    assert edited(KUSTOMIZATION, kustomize={"name": "team/$IMAGE_NAME"}) == wanted
    assert edited(KUSTOMIZATION, kustomize="team/web", value="$branch") == (
        KUSTOMIZATION.replace(" t\n", " main\n")
    )


def test_kustomize_writes_what_is_named() -> None:
    written = {"name": "team/web", "newName": "$IMAGE_URI", "newTag": "$branch"}
    text = "images:\n- name: team/web\n  newName: n\n  newTag: t\n"
    assert edited(text, kustomize=written) == (
        f"images:\n- name: team/web\n  newName: {URI}\n  newTag: main\n"
    )


def test_kustomize_writes_the_digest_that_moves() -> None:
    policy = {"digest": "main-7"}
    text = "images:\n- name: team/web\n  digest: sha256:0\n"
    assert edited(text, kustomize="team/web", policy=policy) == text.replace("sha256:0", DIGEST)
    assert "has no digest" in refused(KUSTOMIZATION, kustomize="team/web", policy=policy)


def test_kustomize_may_change_what_aliases_repeat() -> None:
    text = "images:\n- name: team/web\n  newTag: &tag t\n- name: other\n  newTag: *tag\n"
    assert "aliases" in refused(text, kustomize="team/web")
    assert edited(text, kustomize="team/web", aliases="allow") == text.replace(" t\n", " main-7\n")


def test_kustomize_adds_or_skips_what_is_missing_if_the_rule_says_so() -> None:
    text = "images:\n- name: other\n  newTag: t\n"
    assert "has no entry of images" in refused(text, kustomize="team/web")
    assert edited(text, kustomize="team/web", missing="skip") == text
    assert edited(text, kustomize="team/web", missing="add") == (
        f"{text}- name: team/web\n  newTag: main-7\n"
    )


@pytest.mark.parametrize(
    ("target", "place", "what"),
    [
        ({"kustomize": "$X"}, "kustomize", "'$X' uses $X, which is not known"),
        ({"kustomize": {"name": "$X"}}, "kustomize.name", "'$X' uses $X, which is not known"),
        ({"kustomize": {"name": "a", "newTag": "$X"}}, "kustomize.newTag", "'$X' uses $X"),
        ({"kustomize": {"name": "a", "newName": "$X"}}, "kustomize.newName", "'$X' uses $X"),
        ({"kustomize": {"name": "a", "digest": ""}}, "kustomize.digest", "it has to be text that"),
        ({"kustomize": {"name": "a", "new_tag": "x"}}, "kustomize.new_tag", "unknown key; did you"),
        ({"kustomize": {"newTag": "x"}}, "kustomize", "the key 'name' is missing"),
        (
            {"kustomize": {"name": "a", "newTag": "x"}, "value": "x"},
            "value",
            "newTag says what is written already; remove one of the two",
        ),
        ({"kustomize": " "}, "kustomize", "it has to be an image's name, or keys name, newName"),
        ({"kustomize": 1}, "kustomize", "it has to be an image's name, or keys name, newName"),
    ],
)
def test_a_kustomize_image_that_is_none_is_a_mistake(
    target: dict[str, Any], place: str, what: str
) -> None:
    ((told_place, told),) = mistakes(**target)
    assert told_place == place
    assert told.startswith(what)


# Flux's markers


def test_marked_values_get_the_parts_of_the_image() -> None:
    text = (
        'image: a:b # {"$imagepolicy": "flux-system:web"}\n'
        'tag: b # {"$imagepolicy": "flux-system:web:tag"}\n'
        'name: a # {"$imagepolicy": "flux-system:web:name"}\n'
        'digest: c # {"$imagepolicy": "flux-system:web:digest"}\n'
        'other: d # {"$imagepolicy": "flux-system:api:tag"}\n'
    )
    values = [line.split()[1] for line in edited(text, marker="flux-system:web").splitlines()]
    assert values == [f"{URI}:main-7", "main-7", URI, DIGEST, "d"]


def test_a_marked_image_is_what_the_rule_writes() -> None:
    text = 'image: a:b # {"$imagepolicy": "flux-system:web"}\n'
    pinned = edited(text, marker="flux-system:web", value="$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST")
    assert pinned.split()[1] == f"{URI}:main-7@{DIGEST}"
    assert edited(text, marker="flux-system:web", policy={"digest": "main-7"}) == pinned


def test_markers_may_be_missing_if_the_rule_says_so() -> None:
    assert "has no value that is marked" in refused("a: 1\n", marker="flux-system:web")
    assert edited("a: 1\n", marker="flux-system:web", missing="skip") == "a: 1\n"


@pytest.mark.parametrize("marker", ["web", "flux-system:", ":web", "a:b:tag", "a b:c", "", 5])
def test_what_is_no_policy_of_flux_is_a_mistake(marker: Any) -> None:
    ((place, told),) = mistakes(marker=marker)
    assert place == "marker"
    assert told.startswith("it has to be the namespace and the name in Flux's markers")
