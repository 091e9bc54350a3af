"""Flux's image policies: what becomes of each of their settings, and what is told."""

from typing import Any

import pytest

from tagboat.converters.flux import conversion as flux
from tests.repositories import Made, made

MARKED = """\
image: {image} # {{"$imagepolicy": "flux-system:web"}}
tag: 1.0.0 # {{"$imagepolicy": "flux-system:web:tag"}}
"""
ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"


def repository(image: str = ECR, *, name: str = "web", more: str = "") -> str:
    return f"""\
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: {{name: {name}, namespace: flux-system}}
spec: {{image: {image}{more}}}
---
"""


def policy(
    spec: str = "policy: {semver: {range: 1.x}}", *, name: str = "web", ref: str = "web"
) -> str:
    return f"""\
apiVersion: image.toolkit.fluxcd.io/v1beta2
kind: ImagePolicy
metadata: {{name: {name}, namespace: flux-system}}
spec:
  imageRepositoryRef: {{name: {ref}}}
  {spec}
---
"""


def filtered(pattern: str, choice: str) -> str:
    return f"filterTags: {{pattern: {pattern}}}\n  policy: {{{choice}}}"


def automation(spec: str, *, namespace: str = "flux-system") -> str:
    return f"""\
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: {{name: bot, namespace: {namespace}}}
spec:
  {spec}
---
"""


NEWEST = "policy: {semver: {range: '*'}}"
AUTHOR = "author: {name: Bot, email: bot@example.com}"


def convert(resources: str, **more: str) -> Made:
    files = {"flux.yaml": resources, "web.yaml": MARKED.format(image=f"{ECR}:1.0.0")}
    return made(flux.convert, files | more)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("policy: {semver: {range: '>=1.0.0-0'}}", {"policy": {"semver": ">=1.0.0-0"}}),
        ("policy: {semver: {range: 1.10}}", {"policy": {"semver": "1.10"}}),
        ("policy: {numerical: {}}", {"policy": "numerical"}),
        ("policy: {numerical: {order: asc}}", {"policy": "numerical"}),
        ("policy: {alphabetical: {order: desc}}", {"policy": {"alphabetical": "desc"}}),
        (
            filtered("'.*-rc.*'", "semver: {range: ^1.x-0}"),
            {"tags": ".*-rc.*", "policy": {"semver": "^1.x-0"}},
        ),
        (
            filtered("'^main-[a-f0-9]+-(?P<ts>[0-9]+)', extract: $ts", "numerical: {order: asc}"),
            {
                "tags": "main-[a-f0-9]+-(?P<ts>[0-9]+).*",
                "policy": {"numerical": {"order": "asc", "extract": "$ts"}},
            },
        ),
        (
            filtered("'^v(.*)-(?P<b>x)$', extract: '${1}a$b'", "semver: {range: ^1}"),
            {
                "tags": "v(?<group1>.*)-(?P<b>x)",
                "policy": {"semver": {"range": "^1", "extract": "${group1}a$b"}},
            },
        ),
        (
            filtered(r"'^1\.(?<n>.+)$', extract: '$$$n'", "alphabetical: {}"),
            {
                "tags": r"1\.(?<n>.+)",
                "policy": {"alphabetical": {"order": "asc", "extract": "$$$n"}},
            },
        ),
        (
            "digestReflectionPolicy: Always\n  " + filtered(r"^v1\.2$", "alphabetical: {}"),
            {"policy": {"digest": "v1.2"}},
        ),
    ],
)
def test_a_policy_chooses_as_it_did(spec: str, expected: dict[str, Any]) -> None:
    found = convert(repository() + policy(spec))
    assert found.to_do == []
    assert found.rules == [
        {
            "name": "web",
            "image": "team/web",
            **expected,
            "targets": [{"file": "web.yaml", "marker": "flux-system:web"}],
        }
    ]


@pytest.mark.parametrize("reflection", ["IfNotPresent", "Always"])
def test_digests_are_written_where_flux_wrote_them(reflection: str) -> None:
    spec = f"digestReflectionPolicy: {reflection}\n  policy: {{semver: {{range: 1.x}}}}"
    only_tag = 'tag: 1 # {"$imagepolicy": "flux-system:web:tag"}\n'
    found = convert(repository() + policy(spec), **{"only-tag.yaml": only_tag})
    digest = {"value": "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}
    assert found.rules[0]["targets"] == [
        {"file": "only-tag.yaml", "marker": "flux-system:web"},
        {"file": "web.yaml", "marker": "flux-system:web"} | digest,
    ]


def test_an_image_elsewhere_is_named_without_its_registry_and_that_is_said() -> None:
    found = convert(repository("ghcr.io/org/web") + policy())
    assert found.rules[0]["image"] == "org/web"
    assert found.said == ["was ghcr.io/org/web"]
    assert ["registry of ECR" in text for text in found.to_do] == [True]


def test_tags_that_flux_left_out_are_ignored() -> None:
    exclusions = r", exclusionList: ['^.*\.sig$', 'tmp', '^x']"
    found = convert(repository(more=exclusions) + policy())
    assert found.rules[0]["ignore_tags"] == [".*tmp.*", "x.*"]


def test_an_automation_says_who_commits_how_and_where() -> None:
    commit = (
        f"git: {{commit: {{{AUTHOR}, messageTemplate: 'By {{{{ .AutomationObject }}}} to"
        " {{.Values.stage}} for $1', messageTemplateValues: {stage: prod}}}\n"
        "  update: {path: ./apps/}"
    )
    inside = {"apps/a.yaml": MARKED.format(image="x:1")}
    found = convert(repository() + policy() + automation(commit), **inside)
    assert found.to_do == []
    assert found.file["author"] == {"name": "Bot", "email": "bot@example.com"}
    assert found.file["commit_message"] == "By flux-system/bot to prod for $$1"
    assert [target["file"] for target in found.rules[0]["targets"]] == ["apps/a.yaml"]


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        (f"git: {{commit: {{{AUTHOR}, messageTemplate: '{{{{range .Changed}}}}x'}}}}", "Go's"),
        (f"suspend: true\n  git: {{commit: {{{AUTHOR}}}}}", "suspended"),
        (f"policySelector: {{}}\n  git: {{commit: {{{AUTHOR}}}}}", "policySelector"),
        (f"git: {{commit: {{{AUTHOR}, signingKey: {{}}}}}}", "signed"),
        (f"git: {{commit: {{{AUTHOR}}}, push: {{branch: images}}}}", "the branch images"),
        (f"git: {{commit: {{{AUTHOR}}}, push: {{refspec: 'a:b'}}}}", "refspec"),
        (f"git: {{commit: {{{AUTHOR}}}, push: {{options: {{}}}}}}", "push options"),
        ("git: {commit: {author: {name: Bot, email: nobody}}}", "cannot be one"),
    ],
)
def test_what_an_automation_has_and_rules_have_not_is_told(spec: str, told: str) -> None:
    found = convert(repository() + policy() + automation(spec))
    assert len(found.rules) == 1
    assert [told in text for text in found.to_do] == [True]
    assert "  # To do: " in found.text


def test_what_was_suspended_is_told() -> None:
    found = convert(repository(more=", suspend: true") + policy("suspend: true\n  " + NEWEST))
    assert [text.split()[1] for text in found.to_do] == ["ImagePolicy", "ImageRepository"]
    assert len(found.rules) == 1


def test_pushing_to_the_branch_that_was_checked_out_needs_no_word() -> None:
    for git in ("checkout: {ref: {branch: x}}, push: {branch: x}", "push: {branch: main}"):
        spec = f"git: {{commit: {{{AUTHOR}}}, {git}}}"
        assert convert(repository() + policy() + automation(spec)).to_do == []


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        (policy(), "its ImageRepository 'web' says which image, and none is in the files"),
        (repository() * 2 + policy(), "2 of them are"),
        (repository() + policy(name="api") + policy(), "no value in a YAML file is marked with it"),
        (repository() + policy("policy: {}"), "it has 0 policies"),
        (repository() + policy("policy: {newest: {}}"), "its policy is 'newest'"),
        (
            repository() + policy("filterTags: {pattern: a, extract: $1}\n  policy: {semver: {}}"),
            "its filterTags: a has no group 1",
        ),
        (repository() + policy("policy: {semver: {range: new}}"), "it does not load as a rule"),
        (
            repository() + policy() + automation(f"git: {{commit: {{{AUTHOR}}}}}", namespace="x"),
            "no ImageUpdateAutomation is in its namespace",
        ),
        (
            repository()
            + policy("filterTags: {pattern: '\\d', extract: $1}\n  policy: {semver: {}}"),
            r"its filterTags: \d has no group 1",
        ),
        ("kind: ImagePolicy\napiVersion: image.toolkit.fluxcd.io/v1\na: [", "could not be read"),
    ],
)
def test_what_cannot_be_converted_is_told(resources: str, told: str) -> None:
    assert [text for text in convert(resources).to_do if told in text]


def test_markers_that_are_all_beyond_the_update_path_are_told() -> None:
    automated = automation(f"update: {{path: ./apps}}\n  git: {{commit: {{{AUTHOR}}}}}")
    found = convert(repository() + policy() + automated)
    assert (found.rules, found.gaps) == ([], 1)
    (told,) = found.to_do
    assert "values in web.yaml are marked with it, and its update path is ./apps" in told
    assert "convert from the root of the repository" in told


def test_markers_beyond_the_update_path_are_passed_over_where_others_are_below() -> None:
    automated = automation(f"update: {{path: ./apps}}\n  git: {{commit: {{{AUTHOR}}}}}")
    below = {"apps/web.yaml": MARKED.format(image=f"{ECR}:1.0.0")}
    found = convert(repository() + policy() + automated, **below)
    assert [target["file"] for target in found.rules[0]["targets"]] == ["apps/web.yaml"]
    assert found.to_do == []
    assert ["Flux did not write them" in text for text in found.said] == [True]


def test_a_policy_whose_only_marker_is_in_a_text_is_told() -> None:
    in_text = 'a: |\n  b: c # {"$imagepolicy": "flux-system:web"}\n'
    found = made(flux.convert, {"flux.yaml": repository() + policy(), "text.yaml": in_text})
    assert found.rules == []
    assert ["no value that it writes is found" in text for text in found.to_do] == [True]


def test_markers_without_a_policy_are_told_where_policies_are_looked_for() -> None:
    files = {"web.yaml": MARKED.format(image="x:1"), "flux.yaml": repository()}
    assert ["no ImagePolicy" in text for text in made(flux.convert, files).to_do] == [True]
    assert made(flux.convert, files, ["flux.yaml"]).to_do == []


def test_a_namespace_that_something_else_sets_may_be_any() -> None:
    resources = (repository() + policy()).replace(", namespace: flux-system", "")
    found = convert(resources)
    assert found.rules[0]["targets"] == [{"file": "web.yaml", "marker": "flux-system:web"}]


def test_markers_in_texts_are_none_and_those_of_nothing_are_told() -> None:
    in_text = 'a: |\n  b: c # {"$imagepolicy": "flux-system:web"}\n'
    of_nothing = '# {"$imagepolicy": "flux-system:web"}\na: b\n'
    found = convert(repository() + policy(), **{"text.yaml": in_text, "none.yaml": of_nothing})
    assert [target["file"] for target in found.rules[0]["targets"]] == ["web.yaml"]
    assert ["its markers in none.yaml" in text for text in found.to_do] == [True]
