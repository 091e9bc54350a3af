"""The JSON Schema says of a rules file what loading it says, as far as a schema can."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tagboat.core.errors import InvalidRules
from tagboat.core.rules.build_editor import EDITORS
from tagboat.core.rules.json_schema import DIALECT, ID, json_schema
from tagboat.core.rules.load import load_rules
from tests.documents import README, blocks
from tests.rule_sets import DEFAULTS

SCHEMA = json_schema()
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
# What ECMA-262 lets follow a backslash where patterns are of Unicode, as far as ours have it.
ESCAPES = set(r"sSdDwWbBnrtu.$^*+?()[]{}|/\\-")
EXAMPLES = Path(__file__).parents[4] / "examples"


def with_rule(**fields: Any) -> dict[str, Any]:
    rule = {"name": "web", "image": "team/web", "targets": [{"file": "tag"}]} | fields
    return {"version": 1, "rules": [rule]}


def with_target(**fields: Any) -> dict[str, Any]:
    return with_rule(targets=[{"file": "values.yaml"} | fields])


def loads(data: object) -> bool:
    try:
        load_rules(yaml.safe_dump(data), ".tagboat.yaml", DEFAULTS)
    except InvalidRules:
        return False
    return True


def patterns(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (one for key, one in part.items() if key == "pattern" and isinstance(one, str))
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from patterns(one)


def test_it_is_a_schema_of_the_dialect_that_it_names() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert (SCHEMA["$schema"], SCHEMA["$id"]) == (DIALECT, ID)
    assert isinstance(VALIDATOR, jsonschema_rs.Draft202012Validator)


def test_everything_is_named_and_described_for_people() -> None:
    for name, part in SCHEMA["$defs"].items():
        assert part["title"] == name
        assert part["description"]
        assert "Written" not in str(part)


def test_patterns_are_of_ecma_262() -> None:
    found = set(patterns(SCHEMA))
    assert found
    for pattern in found:
        assert set(re.findall(r"\\(.)", pattern)) <= ESCAPES
        assert "(?P" not in pattern


@pytest.mark.parametrize(
    "text",
    [
        *(block for block in blocks(README, "yaml") if block.startswith("version: 1")),
        *(path.read_text() for path in sorted(EXAMPLES.rglob(".tagboat.yaml"))),
    ],
)
def test_the_examples_are_valid(text: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(text))] == []


@pytest.mark.parametrize(
    "data",
    [
        with_rule(image=["team/*", "other/api"], account="123456789012", region="us-east-1"),
        with_rule(policy={"semver": "^1.0.0"}),
        with_rule(policy={"semver": {"range": "*", "extract": "$v"}}, tags="(?<v>.*)"),
        with_rule(policy={"semver": None, "digest": "latest"}),
        with_rule(policy="numerical", ignore_tags=["latest"], environment="dev"),
        with_target(yaml="image.tag", document={"kind": "Deployment"}, matches="all"),
        with_target(yaml="image.tag", json=None, document=0, aliases="allow"),
        with_target(helm={"path": "image", "tag": "v$IMAGE_TAG"}),
        with_target(kustomize={"name": "web", "newTag": "$IMAGE_TAG"}, missing="add"),
        with_target(marker="flux-system:web"),
    ],
)
def test_what_loads_is_valid(data: dict[str, Any]) -> None:
    assert loads(data)
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"version": 2, "rules": []},
        {"version": 1, "rules": [], "rule": []},
        {"version": 1, "rules": [{}]},
        with_rule(name=""),
        with_rule(name="a\nb"),
        with_rule(imag="team/web"),
        with_rule(image=[]),
        with_rule(targets=[]),
        with_rule(account=123456789012),
        with_rule(account="1234567890123"),
        with_rule(region="us-east"),
        with_rule(policy="newest"),
        with_rule(policy={}),
        with_rule(policy={"semver": "^1", "digest": "latest"}),
        with_rule(policy={"numerical": "up"}),
        with_rule(policy={"semver": {"extract": "$v"}}),
        with_target(file=""),
        with_target(yaml="a", json="b"),
        with_target(yaml="a", json="b", regex="c"),
        with_target(yaml="a", missing="ignore"),
        with_target(yaml="a", matches="some"),
        with_target(yaml="a", document=True),
        with_target(helm={"tag": "$IMAGE_TAG"}),
        with_target(kustomize={"name": "web", "newtag": "1"}),
        with_target(marker='a:b"'),
        with_target(marker="web"),
    ],
)
def test_what_is_wrong_is_neither_valid_nor_loaded(data: object) -> None:
    assert not VALIDATOR.is_valid(data)
    assert not loads(data)


@pytest.mark.parametrize("name", EDITORS)
def test_each_editor_may_stand_alone_and_beside_no_other(name: str) -> None:
    text = {"regex": "(?<value>.*)", "marker": "a:b"}.get(name, "a")
    assert VALIDATOR.is_valid(with_target(**{name: text}))
    for other in set(EDITORS) - {name}:
        text_of_other = {"regex": "(?<value>.*)", "marker": "a:b"}.get(other, "a")
        assert not VALIDATOR.is_valid(with_target(**{name: text, other: text_of_other}))


words = st.sampled_from(["web", "a.b", "$IMAGE_TAG", "^1.0", "$v", "(?<v>.*)", " x", "é\u2028", ""])
odd = st.none() | st.booleans() | st.integers(-1, 2) | words
templates = words | st.text(max_size=5) | st.none()
orders = st.sampled_from(["asc", "desc", None, "up"])
policies = (
    st.sampled_from(["newest-build", "numerical", "alphabetical", "newest"])
    | st.fixed_dictionaries(
        {},
        optional={
            "semver": words
            | st.none()
            | st.fixed_dictionaries({"range": words}, optional={"extract": templates}),
            "numerical": orders | st.fixed_dictionaries({}, optional={"order": orders}),
            "alphabetical": orders | st.fixed_dictionaries({}, optional={"extract": templates}),
            "digest": st.sampled_from(["latest", "-", None]),
        },
    )
    | odd
)
targets = st.fixed_dictionaries(
    {"file": words},
    optional={
        "value": templates,
        "yaml": templates,
        "json": templates,
        "regex": st.sampled_from(["(?<image_tag>.*)", "(", None]),
        "helm": words | st.fixed_dictionaries({"path": words}, optional={"digest": templates}),
        "kustomize": words | st.fixed_dictionaries({"name": words}, optional={"newTag": templates}),
        "marker": st.sampled_from(["a:b", "a", "\u2028:b", None]),
        "document": odd | st.dictionaries(words, odd, max_size=2),
        "matches": st.sampled_from(["one", "all", None]),
        "missing": st.sampled_from(["refuse", "skip", "add"]),
        "aliases": st.sampled_from(["refuse", "allow", None]),
    },
)
written_rules = st.fixed_dictionaries(
    {
        "name": words | st.text(max_size=5),
        "image": st.sampled_from(["web", "team/*"]) | st.lists(st.just("web"), max_size=2),
        "targets": st.lists(targets, min_size=1, max_size=2),
    },
    optional={
        "account": st.sampled_from(["123456789012", "1", None]),
        "region": st.sampled_from(["us-east-1", "here", None]),
        "tags": st.sampled_from(["(?<v>.*)", "v.+", " "]),
        "ignore_tags": st.lists(st.sampled_from(["latest", "("]), max_size=2),
        "policy": policies,
        "environment": words | st.text(max_size=5),
        "commit_message": templates,
    },
)
written_files = st.fixed_dictionaries(
    {"version": st.just(1), "rules": st.lists(written_rules, max_size=2)},
    optional={
        "commit_message": templates,
        "author": st.none()
        | st.fixed_dictionaries({"name": words, "email": st.sampled_from(["a@b.c", "a"])}),
    },
)


@settings(max_examples=300)
@given(written_files)
def test_every_file_that_loads_is_valid(data: dict[str, Any]) -> None:
    if loads(data):
        assert [error.message for error in VALIDATOR.iter_errors(data)] == []
