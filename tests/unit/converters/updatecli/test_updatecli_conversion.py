"""updatecli's manifests: what becomes of each of their settings, and what is told."""

from typing import Any

import pytest

from tagboat.converters.updatecli import conversion as updatecli
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
        (
            source("versionfilter: {kind: time}") + TARGET,
            "it was a versionfilter of kind time; choose",
        ),
        (source("versionfilter: {kind: semver, strict: true}") + TARGET, "it was strict"),
        (source("versionfilter: {kind: regex/semver, regex: a}") + TARGET, "no group 1"),
        (
            source("tagfilter: a\n      versionfilter: {kind: regex, pattern: b}") + TARGET,
            "tags had to match its tagfilter a as well",
        ),
        (
            source(image="'{{ .image }}'") + TARGET,
            "it was the template {{ .image }}; name the ECR repository",
        ),
        (source().replace("dockerimage", "awsami") + TARGET, "a source of kind awsami"),
        (source() + TARGET.replace("yaml,", "xml,"), "a target of kind xml"),
        (source() + TARGET.replace("}}", ", value: x}}"), "it writes x, in which"),
        (source() + TARGET.replace("key:", "comment: b, key:"), "its comment is not converted"),
        (source() + TARGET.replace(", key: $.lib.tag", ""), "a target without a key"),
        (source() + TARGET.replace("kind", "disablesourceinput: true, kind"), "does not write"),
        (source() + TARGET.replace("$.lib.tag", "'$.a]'"), "is no key from its column"),
        (source() + TARGET.replace("lib.tag", "lib.gat"), "no value at lib.gat"),
        (source() + TARGET.replace("values", "gone"), "gone.yaml is not there"),
        (source() + TARGET.replace("{kind", "{sourceid: x, kind"), "no source of its own"),
        (
            source() + TARGET.replace("{kind", "{transformers: [{semverinc: minor}], kind"),
            "transformer semverinc",
        ),
        (source() + TARGET.replace("{kind", "{dependson: [a], kind"), "waited for others"),
        (source() + TARGET + "conditions: {a: {kind: x}}\n", "its conditions are not converted"),
        (source() + TARGET + "versionfilter: [\n", "could not be read"),
        (source() + "  more: {kind: dockerimage}\n" + TARGET, "no source of its own"),
    ],
)
def test_what_cannot_be_converted_is_told(manifest: str, told: str) -> None:
    found = convert(manifest)
    assert [text for text in found.to_do if told in text], found.to_do


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (source("versionfilter: {kind: time}"), {"policy": "newest-build"}),
        (source("versionfilter: {kind: semver, strict: true}"), {"policy": {"semver": "*"}}),
        (source("versionfilter: {kind: regex/semver, regex: a, pattern: ^1}"), {"tags": ".*a.*"}),
        (source("versionfilter: {kind: semver, pattern: '{{ .v }}'}"), {"policy": {"semver": "*"}}),
        (source("tagfilter: '{{ .t }}'"), {"policy": "newest-build"}),
        (source(image="'{{ .r }}/o/n'"), {"image": "o/n"}),
        (source(image="'{{ .image }}'"), {"image": "name-of-the/ecr-repository"}),
        (source(image="{{ .registry }}/o/n"), {"image": "o/n"}),
        (source() + "    transformers: [{semverinc: minor}]\n", {"image": "o/n"}),
    ],
)
def test_one_detail_that_cannot_be_converted_keeps_the_rest(
    manifest: str, expected: dict[str, Any]
) -> None:
    found = convert(manifest + TARGET)
    assert len(found.to_do) == 1
    (rule,) = found.rules
    assert rule.items() >= expected.items()
    assert rule["targets"] == [{"file": "values.yaml", "yaml": "lib.tag"}]


def test_a_target_that_cannot_be_converted_keeps_the_others() -> None:
    more = "  other: {kind: toml, spec: {file: a.toml, key: .tool.image.version}}\n"
    found = convert(source() + TARGET + more)
    assert found.rules[0]["targets"] == [{"file": "values.yaml", "yaml": "lib.tag"}]
    assert found.to_do == [
        (
            "not converted: a target of kind toml: for .tool.image.version in a.toml write a regex"
            r' such as ^\s*version\s*=\s*"(?<image_tag>[^"]+)"'
        )
    ]


def test_a_source_whose_targets_cannot_be_converted_is_a_draft() -> None:
    hcl = "targets: {it: {kind: hcl, spec: {file: a.tf, path: module.web.image_tag}}}\n"
    found = convert(source() + hcl)
    assert (found.rules, found.gaps) == ([], 1)
    assert '  #   policy: {semver: "^1"}\n' in found.text
    assert r"^\s*image_tag\s*=" in found.to_do[0]


def test_a_trimmed_v_of_filtered_tags_is_outside_the_group() -> None:
    spec = r"tagfilter: '^v\d+\.\d+$'" + "\n      versionfilter: {kind: semver}"
    found = convert(source(spec) + "    transformers: [{trimprefix: v}]\n" + TARGET)
    assert found.to_do == []
    (rule,) = found.rules
    assert rule["tags"] == r"v(?<version>\d+\.\d+)"
    assert rule["targets"][0]["value"] == "$version"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("kind: json, spec: {file: a.json, key: .image.tag}", {"json": "image.tag"}),
        ("kind: json, spec: {file: a.json, key: '.list.[0].tag'}", {"json": "list[0].tag"}),
        (
            "kind: json, spec: {file: a.json, query: '.list.[*].tag', multiple: true}",
            {"json": "$.list[*].tag", "matches": "all"},
        ),
        (
            "kind: dockerfile, spec: {file: a.json, instruction: {keyword: FROM, matcher: o/n}}",
            {"regex": r"^FROM\s+(?:--platform=\S+\s+)?o/n[^\s:@]*:(?<image_tag>[^\s@]+)"},
        ),
        (
            "kind: dockerfile, spec: {file: a.json, instruction: {keyword: arg, matcher: WEB}}",
            {"regex": r"""^ARG\s+WEB="?(?<image_tag>[^"\s]+)"""},
        ),
        (
            "kind: file, spec: {file: a.json, matchpattern: 'web: .*', replacepattern: 'web: IT'}",
            {"regex": "web: (?<image_tag>.*)"},
        ),
        (
            "kind: file, spec: {file: a.json, matchpattern: '(w: ).( x)', replacepattern: $1IT$2}",
            {"regex": "(w: )(?<image_tag>.)( x)"},
        ),
        (
            "kind: file, spec: {file: a.json, matchpattern: '[0-9]+'}",
            {"regex": "(?<image_tag>[0-9]+)"},
        ),
        (
            "kind: file, spec: {file: a.json, content: vIT}",
            {"value": "v$IMAGE_TAG"},
        ),
        (
            "kind: file, transformers: [{addprefix: v}], spec: {file: a.json, matchpattern: x}",
            {"regex": "(?<value>x)", "value": "v$IMAGE_TAG"},
        ),
        (
            "disablesourceinput: true, kind: json, spec: {file: a.json, key: n.tag, value: vIT}",
            {"json": "n.tag", "value": "v$IMAGE_TAG"},
        ),
    ],
)
def test_targets_of_other_kinds_have_editors_too(spec: str, expected: dict[str, Any]) -> None:
    file = (
        '{"image": {"tag": "1"}, "n": {"tag": "1"}, "list": [{"tag": "2"}]}'
        if "kind: json" in spec
        else "FROM o/n:1\nARG WEB=2\nweb: 3\nw: 4 x\n"
    )
    target = spec.replace("IT", "{{ source `it` }}")
    found = convert(f"{source()}targets:\n  it: {{{target}}}\n", **{"a.json": file})
    assert found.to_do == []
    assert found.rules[0]["targets"] == [{"file": "a.json"} | expected]


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("kind: json, spec: {file: a.json, key: '.a.(b=c).d'}", "its key .a.(b=c).d is a query"),
        ("kind: json, spec: {file: a.json, key: .b}", "no value at b"),
        (
            "kind: dockerfile, spec: {file: a.json, instruction: 'FROM[0][1]'}",
            "with the instruction FROM[0][1]; write a regex such as",
        ),
        (
            "kind: dockerfile, spec: {file: a.json, instruction: {keyword: FROM, matcher: x}}",
            "a.json has no match of it",
        ),
        ("kind: file, spec: {file: a.json, line: 3}", "with line; write a regex"),
        (
            "kind: file, spec: {file: a.json, matchpattern: 'a\\d|b'}",
            "its matchpattern a\\d|b; write a regex in which a group (?<image_tag>...)",
        ),
        (
            "kind: file, spec: {file: a.json, matchpattern: b, replacepattern: c}",
            "its replacepattern c, in which the one source",
        ),
        ("kind: file, spec: {file: '{{ .f }}', matchpattern: b}", "its file is the template"),
        ("kind: file, spec: {file: gone, matchpattern: b}", "gone is not there"),
        ("kind: file, spec: {file: a.json, matchpattern: '(?<x>b'}", "its matchpattern (?<x>b"),
        ("kind: yaml, spec: {file: a.json, key: a, value: '{{ source \"no\" }}'}", "no source of"),
    ],
)
def test_what_other_kinds_cannot_say_is_told(spec: str, told: str) -> None:
    target = f"targets:\n  it: {{{spec}}}\n"
    found = convert(source() + target, **{"a.json": '{"a": 1}'})
    assert [text for text in found.to_do if told in text], found.to_do


def test_a_template_without_quotes_is_read() -> None:
    manifest = source(image="{{ .image }}") + TARGET.replace("values.yaml", "'{{ .file }}'")
    found = convert(manifest)
    assert found.gaps == 1
    assert found.to_do == [
        "it was the template {{ .image }}; name the ECR repository",
        "not converted: its file is the template {{ .file }}; put in what it becomes",
    ]


def test_a_manifest_that_cannot_be_read_keeps_the_others_of_its_file() -> None:
    block = "{{- range .x }}\nsources: {it: {kind: dockerimage}}\ntargets: {}\n{{ end }}\n"
    found = convert(f"{source()}{TARGET}---\n{block}---\n{source(image='o/m')}{TARGET}")
    assert [rule["image"] for rule in found.rules] == ["o/n", "o/m"]
    (told,) = found.to_do
    assert told.startswith("it could not be read as YAML: ")
    assert "in line 11, column " in told
    assert told.endswith(
        "put quotes around its templates {{ … }}, or write what they become, and convert again"
    )
    assert "editor" not in told


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
