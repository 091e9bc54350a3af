"""updatecli's manifests: what becomes of each of their settings, and what is told."""

from typing import Any

import pytest

from tagboat.converters import updatecli
from tests.repositories import Made, made

VALUES = """\
web: &web
  image: {tag: 1.0.0}
api: *web
lib: {tag: 1.0.0}
list: [{name: a, tag: 1}, {name: b, tag: 2}]
"""
TARGET = "targets:\n  it: {kind: yaml, spec: {file: values.yaml, key: $.lib.tag}}\n"


def source(spec: str = "versionfilter: {kind: semver, pattern: ^1}", *, image: str = "o/n") -> str:
    return (
        f"sources:\n  it:\n    kind: dockerimage\n    spec:\n      image: {image}\n      {spec}\n"
    )


def convert(manifest: str, **more: str) -> Made:
    files = {"updatecli/web.yaml": manifest, "values.yaml": VALUES}
    return made(updatecli.convert, files | more)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            "versionfilter: {kind: semver, pattern: '>=1.0-x <2'}",
            {"policy": {"semver": ">=1.0-x <2"}},
        ),
        ("versionFilter: {kind: semver}", {"policy": {"semver": "*"}}),
        ("versionfilter: {kind: latest}", {"policy": "newest-build"}),
        ("architecture: amd64", {"policy": "newest-build"}),
        ("tagfilter: ^1", {"tags": "1.*", "policy": "newest-build"}),
        (
            "versionfilter: {kind: regex, pattern: -rc$}",
            {"tags": ".*-rc", "policy": "newest-build"},
        ),
        ("versionfilter: {kind: lex}", {"policy": "alphabetical"}),
        (
            "versionfilter: {kind: regex/semver, regex: '^r-(.*)$', pattern: ^1}",
            {
                "tags": "r-(?<version>.*)",
                "policy": {"semver": {"range": "^1", "extract": "$version"}},
            },
        ),
    ],
)
def test_a_source_chooses_as_it_did(spec: str, expected: dict[str, Any]) -> None:
    found = convert(source(spec) + TARGET)
    assert found.to_do == []
    (rule,) = found.rules
    assert {key: rule[key] for key in rule if key in ("tags", "policy")} == expected
    assert (rule["name"], rule["image"]) == ("web", "o/n")


def test_names_of_keys_are_read_whatever_their_case() -> None:
    manifest = source("versionFilter: {Kind: semver, Pattern: ^2}") + TARGET.replace("kind", "Kind")
    manifest = manifest.replace("spec:", "SPEC:").replace("it: {", "it: {sourceID: IT, ")
    assert convert(manifest).rules[0]["policy"] == {"semver": "^2"}


def test_a_v_is_trimmed_by_the_pattern_and_prefixes_and_suffixes_are_in_the_value() -> None:
    transformers = "    transformers: [{trimPrefix: v}, {addPrefix: 'ghcr.io/o/n:v'}]\n"
    found = convert(source(image="ghcr.io/o/n") + transformers + TARGET)
    (rule,) = found.rules
    assert rule["tags"] == "v?(?<version>.+)"
    assert rule["policy"] == {"semver": {"range": "^1", "extract": "$version"}}
    assert rule["targets"][0]["value"] == "ghcr.io/o/n:v$version"
    assert found.said == [
        "was ghcr.io/o/n",
        'to name it in the registry that it is pushed to, value: "$IMAGE_URI:v$version"',
    ]


def test_targets_with_other_transformers_are_rules_of_their_own() -> None:
    more = "  other:\n    kind: yaml\n    transformers: [{trimprefix: v}]\n"
    found = convert(
        source() + TARGET + more + "    spec: {file: values.yaml, key: web.image.tag}\n"
    )
    assert [rule["name"] for rule in found.rules] == ["web", "web-2"]
    assert [rule.get("tags") for rule in found.rules] == [None, "v?(?<version>.+)"]


def test_aliases_are_allowed_where_the_value_has_some() -> None:
    key = TARGET.replace("lib.tag", "web.image.tag")
    assert convert(source() + key).rules[0]["targets"] == [
        {"file": "values.yaml", "yaml": "web.image.tag", "aliases": "allow"}
    ]
    assert "aliases" not in convert(source() + TARGET).rules[0]["targets"][0]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (
            "files: [values.yaml, ./more/a.yaml], key: lib.tag",
            [
                {"file": "values.yaml", "yaml": "lib.tag"},
                {"file": "more/a.yaml", "yaml": "lib.tag"},
            ],
        ),
        (
            "file: more/*.yaml, searchpattern: true, key: $.lib.tag",
            [{"file": "more/*.yaml", "yaml": "lib.tag"}],
        ),
        (
            "file: values.yaml, key: '$.list[*].tag', engine: yamlpath",
            [{"file": "values.yaml", "yaml": "$.list[*].tag", "matches": "all"}],
        ),
        (
            "file: values.yaml, key: lib.tag, documentindex: 0",
            [{"file": "values.yaml", "yaml": "lib.tag", "document": 0}],
        ),
    ],
)
def test_a_target_is_one_for_each_file_and_key(spec: str, expected: list[dict[str, Any]]) -> None:
    targets = f"targets:\n  it: {{kind: yaml, spec: {{{spec}}}}}\n"
    found = convert(source() + targets, **{"more/a.yaml": VALUES})
    assert found.to_do == []
    assert found.rules[0]["targets"] == expected


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (source(image="Org/Name") + TARGET, "it does not load as a rule: image"),
        (source("versionfilter: {kind: time}") + TARGET, "a versionfilter of kind 'time'"),
        (source("versionfilter: {kind: semver, strict: true}") + TARGET, "strict"),
        (source("versionfilter: {kind: regex/semver, regex: a}") + TARGET, "no group 1"),
        (source("tagfilter: a\n      versionfilter: {kind: regex}") + TARGET, "a tagfilter beside"),
        (source(image="'{{ .image }}'") + TARGET, "the template"),
        (source().replace("dockerimage", "awsami") + TARGET, "a source of kind 'awsami'"),
        (source() + TARGET.replace("yaml,", "json,"), "a target of kind 'json'"),
        (source() + TARGET.replace("}}", ", value: x}}"), "a target with value"),
        (source() + TARGET.replace("key: $.lib.tag", "a: b"), "a target with a"),
        (source() + TARGET.replace(", key: $.lib.tag", ""), "a target without a key"),
        (source() + TARGET.replace("kind", "disablesourceinput: true, kind"), "does not write"),
        (source() + TARGET.replace("$.lib.tag", "'$.a]'"), "is no key from its column"),
        (source() + TARGET.replace("lib.tag", "lib.gat"), "no value at lib.gat"),
        (source() + TARGET.replace("values", "gone"), "gone.yaml is not there"),
        (source() + TARGET.replace("{kind", "{sourceid: x, kind"), "no source of its own"),
        (source() + TARGET.replace("{kind", "{transformers: [{find: x}], kind"), "'find'"),
        (source() + TARGET.replace("{kind", "{dependson: [a], kind"), "waited for others"),
        (source() + TARGET + "conditions: {a: {kind: x}}\n", "its conditions are not converted"),
        (source() + TARGET + "versionfilter: [\n", "could not be read"),
        (source() + "  more: {kind: dockerimage}\n" + TARGET, "no source of its own"),
    ],
)
def test_what_cannot_be_converted_is_told(manifest: str, told: str) -> None:
    found = convert(manifest)
    assert [text for text in found.to_do if told in text], found.to_do


def test_what_is_not_of_images_is_guessed_and_told() -> None:
    release = "sources: {it: {kind: githubRelease, spec: {owner: Org, repository: web}}}\n"
    tag = "sources: {it: {kind: gittag, spec: {url: 'git@example.com:org/web.git'}}}\n"
    for manifest in (release, tag):
        found = convert(manifest + TARGET)
        assert found.rules[0]["image"] == "org/web"
        assert ["name the image repository" in text for text in found.to_do] == [True]


def test_each_source_has_its_own_rule() -> None:
    manifest = (
        "sources:\n  a: {kind: dockerimage, spec: {image: o/a}}\n"
        "  b: {kind: dockerimage, spec: {image: o/b}}\n"
        "targets:\n  x: {sourceid: b, kind: yaml, spec: {file: values.yaml, key: lib.tag}}\n"
    )
    found = convert(manifest)
    assert [rule["name"] for rule in found.rules] == ["web-b"]
    assert found.to_do == ["no target is written from its source"]


@pytest.mark.parametrize(
    "text",
    [
        "sources: {a: b}\ntargets: {c: d}",
        "a: sources targets",
        "- targets\n- sources",
        "sources: [",
    ],
)
def test_other_files_are_passed_over(text: str) -> None:
    assert (convert(text).rules, convert(text).to_do) == ([], [])
