"""The Image Updater's annotations: what becomes of each of them, and what is told."""

from typing import Any

import pytest

from tagboat.converters.argocd import conversion as argocd
from tests.repositories import Made, made

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"
KUSTOMIZATION = f"images:\n  - {{name: {ECR}, newTag: 1.0.0}}\n  - {{name: web, newTag: 1.0.0}}\n"
VALUES = f"image: {{name: {ECR}, tag: 1.0.0}}\nspec: {ECR}:1.0.0\nlist: [{{tag: 1.0.0}}]\n"
KUSTOMIZED = [{"file": "apps/web/kustomization.yaml", "kustomize": ECR}]


def application(
    *annotations: str, images: str = f"web={ECR}", source: str = "path: apps/web"
) -> str:
    lines = "".join(
        f"    argocd-image-updater.argoproj.io/{one}\n"
        for one in (f"image-list: {images!r}", *annotations)
    )
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\n"
        f"  annotations:\n{lines}spec:\n  source: {{repoURL: https://git.example, {source}}}\n"
    )


def convert(*applications: str, **more: str) -> Made:
    files = {
        "argocd/shop.yaml": "---\n".join(applications),
        "apps/web/kustomization.yaml": KUSTOMIZATION,
        "apps/base/kustomization.yml": KUSTOMIZATION,
        "apps/chart/Chart.yaml": "name: web\n",
        "apps/chart/values.yaml": VALUES,
        "apps/chart/values-prod.yaml": VALUES,
    }
    return made(argocd.convert, files | more)


@pytest.mark.parametrize(
    ("images", "annotations", "expected"),
    [
        (f"web={ECR}", (), {"policy": {"semver": "*"}}),
        (ECR, (), {"policy": {"semver": "*"}}),
        (f" web={ECR}:~1.2 ,", (), {"policy": {"semver": "~1.2"}}),
        (f"{ECR}:>=1.2", (), {"policy": {"semver": ">=1.2"}}),
        (f"web={ECR}:1", ("web.update-strategy: newest-build",), {"policy": "newest-build"}),
        (f"web={ECR}", ("update-strategy: latest",), {"policy": "newest-build"}),
        (f"web={ECR}", ("web.update-strategy: name",), {"policy": "alphabetical"}),
        (f"web={ECR}", ("web.update-strategy: alphabetical",), {"policy": "alphabetical"}),
        (f"web={ECR}:stable", ("web.update-strategy: digest",), {"policy": {"digest": "stable"}}),
        (f"web={ECR}", (r"web.allow-tags: regexp:^v\d",), {"tags": r"v\d.*"}),
        (f"web={ECR}", ("web.allow-tags: any",), {"policy": {"semver": "*"}}),
        (f"a/b={ECR}", ("a_b.allow-tags: regexp:x",), {"tags": ".*x.*"}),
        (
            f"web={ECR}",
            ("web.ignore-tags: '*-rc?, latest, v1.[0-9]'",),
            {"ignore_tags": [".*-rc.", "latest", r"v1\.[0-9]"]},
        ),
    ],
)
def test_an_image_is_chosen_as_it_was(
    images: str, annotations: tuple[str, ...], expected: dict[str, Any]
) -> None:
    found = convert(application(*annotations, images=images))
    assert found.to_do == []
    (rule,) = found.rules
    assert rule.items() >= {"name": "shop", "image": "team/web", **expected}.items()
    assert rule["targets"] == KUSTOMIZED


CHART = "path: apps/chart"
TAG = [{"file": "apps/chart/values.yaml", "yaml": "image.tag"}]


@pytest.mark.parametrize(
    ("annotations", "source", "expected"),
    [
        (("write-back-target: kustomization",), "path: ./apps/web/", KUSTOMIZED),
        (
            ("write-back-target: kustomization:../base",),
            "path: apps/web",
            [{"file": "apps/base/kustomization.yml", "kustomize": ECR}],
        ),
        (
            ("write-back-target: kustomization:/apps/base", "web.kustomize.image-name: web"),
            "path: apps/web",
            [
                {
                    "file": "apps/base/kustomization.yml",
                    "kustomize": {"name": "web", "newName": "$IMAGE_URI", "newTag": "$IMAGE_TAG"},
                    "missing": "add",
                }
            ],
        ),
        ((), CHART, TAG),
        (("web.helm.image-tag: list[0].tag",), CHART, [TAG[0] | {"yaml": "list[0].tag"}]),
        (("web.helm.image-name: image.name",), CHART, TAG),
        (
            ("web.helm.image-name: spec",),
            CHART,
            [TAG[0] | {"yaml": "spec", "value": "$IMAGE_URI"}, *TAG],
        ),
        (
            ("web.helm.image-spec: spec", "web.helm.image-tag: gone"),
            CHART,
            [TAG[0] | {"yaml": "spec", "value": "$IMAGE_URI:$IMAGE_TAG"}],
        ),
        (
            ("write-back-target: helmvalues",),
            f"{CHART}, helm: {{valueFiles: [values.yaml, values-prod.yaml]}}",
            [TAG[0] | {"file": "apps/chart/values-prod.yaml"}],
        ),
        (
            (),
            f"{CHART}, helm: {{valueFiles: [$ref/apps/chart/values-prod.yaml]}}",
            [TAG[0] | {"file": "apps/chart/values-prod.yaml"}],
        ),
        (
            ("write-back-target: helmvalues:../chart/values-prod.yaml",),
            "path: apps/web",
            [TAG[0] | {"file": "apps/chart/values-prod.yaml"}],
        ),
        (
            ("write-back-target: helmvalues:/apps/chart/values-prod.yaml",),
            "chart: web",
            [TAG[0] | {"file": "apps/chart/values-prod.yaml"}],
        ),
    ],
)
def test_what_was_written_is_a_target(
    annotations: tuple[str, ...], source: str, expected: list[dict[str, Any]]
) -> None:
    found = convert(application(*annotations, source=source))
    assert found.to_do == []
    assert found.rules[0]["targets"] == expected


def test_a_kustomization_without_the_image_gets_it() -> None:
    found = convert(application(images="other=123456789012.dkr.ecr.eu-west-1.amazonaws.com/o"))
    assert found.rules[0]["targets"][0]["missing"] == "add"


def test_a_tag_that_moves_has_its_digest_in_values() -> None:
    strategy = "web.update-strategy: digest"
    found = convert(application(strategy, images=f"web={ECR}:stable", source=CHART))
    assert found.rules[0]["targets"] == [TAG[0] | {"value": "$IMAGE_TAG@$IMAGE_DIGEST"}]


def test_each_image_of_an_application_has_its_own_rule_and_settings() -> None:
    images = f"a={ECR}:1.x,b={ECR}-b"
    found = convert(application("b.update-strategy: newest-build", images=images))
    assert [(rule["name"], rule["image"], rule["policy"]) for rule in found.rules] == [
        ("shop-a", "team/web", {"semver": "1.x"}),
        ("shop-b", "team/web-b", "newest-build"),
    ]


def test_the_first_of_several_sources_with_a_path_counts() -> None:
    several = (
        application().replace("source: {", "sources: [{chart: redis}, {").replace("}\n", "}]\n")
    )
    assert convert(several).rules[0]["targets"] == KUSTOMIZED


def test_what_an_application_set_makes_has_the_annotations_of_its_template() -> None:
    inner = "".join(f"    {line}\n" for line in application().splitlines()[2:])
    found = convert(
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\n"
        f"spec:\n  template:\n{inner}"
    )
    assert [(rule["name"], rule["targets"]) for rule in found.rules] == [("all", KUSTOMIZED)]


def test_an_image_of_another_registry_is_named_in_ecr_and_told() -> None:
    found = convert(application(images="web=ghcr.io/team/web:1.x"))
    (target,) = found.rules[0]["targets"]
    assert target["kustomize"]["newName"] == "$IMAGE_URI"
    assert found.said == ["was ghcr.io/team/web"]
    assert ["will name the registry of ECR" in text for text in found.to_do] == [True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (application(source="path: gone"), "gone of https://git.example is not in this rep"),
        (
            application("git-repository: https://x.example", source="path: gone"),
            "gone of https://x.example is not in this repository",
        ),
        (application(source="chart: redis"), "its source is the chart redis of https://git"),
        (
            application(source="path: 'apps/{{name}}'"),
            "its source path apps/{{name}} is a template",
        ),
        (application(source="path: argocd"), "no kustomization and no chart"),
        (
            application("write-back-target: kustomization:/no"),
            "no/kustomization.yaml is not there",
        ),
        (application("web.helm.image-tag: a", source=CHART), "no value at a"),
        (application("web.helm.image-tag: 'a]'", source=CHART), "its parameter $.a] is no key"),
        (application("web.update-strategy: newest"), "its update-strategy newest is none"),
        (application("web.update-strategy: digest"), "digest without a tag"),
        (application("web.allow-tags: v1"), "its allow-tags v1 is neither"),
        (application("web.allow-tags: 'regexp:('"), "it does not load as a rule"),
        (application("web.ignore-tags: '*'"), "all its tags were ignored"),
        (application("git-branch: 'main:bot'"), "it pushed to the branch main:bot"),
        (application(images="a=b=c"), "a=b=c in its image-list is no"),
        (
            "apiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\n",
            "only annotations are converted",
        ),
        (application() + "a: [", "could not be read as YAML"),
    ],
)
def test_what_cannot_be_converted_is_told(text: str, told: str) -> None:
    found = convert(text)
    assert [one for one in found.to_do if told in one], found.to_do


def test_applications_without_a_list_are_passed_over() -> None:
    found = convert(application().replace("image-list", "force-update"))
    assert (found.rules, found.gaps) == ([], 0)
