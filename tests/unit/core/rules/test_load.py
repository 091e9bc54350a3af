"""A rules file loads, or every mistake in it is told at once."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidRules
from tagboat.core.rules.load import LARGEST_FILE, Defaults, load_rules
from tagboat.core.rules.rule import RuleSet

DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="Write $IMAGE_TAG")
WHOLE = """
version: 1
author: {name: Team, email: team@example.com}
commit_message: "Deploy $IMAGE_TAG to $ENVIRONMENT"
rules:
  - name: web-dev
    image: team/web
    tags: '(?<branch>.+)-(?<sha>[0-9a-f]{7})-dev'
    policy: newest-build
    environment: dev
    targets:
      - file: tags/dev
      - {file: tags/dev_branch, value: "${branch}@$sha"}
  - name: web-prod
    image: team/web
    targets:
      - file: tags/prod
"""


def load(text: str) -> RuleSet:
    return load_rules(text, ".tagboat.yaml", DEFAULTS)


def mistakes(text: str) -> list[str]:
    with pytest.raises(InvalidRules) as caught:
        load(text)
    first, *found = str(caught.value).split("\n  - ")
    assert first == "The rules in .tagboat.yaml do not load. Mend:"
    return found


def rule(**fields: Any) -> str:
    written = {"name": "web", "image": "team/web", "targets": [{"file": "tag"}]} | fields
    return yaml.safe_dump({"version": 1, "rules": [written]})


def test_a_whole_file_loads() -> None:
    rules = load(WHOLE)
    assert rules.author == Author("Team", "team@example.com")
    dev, prod = rules.rules
    assert (dev.name, dev.image, dev.environment) == ("web-dev", "team/web", "dev")
    assert [(target.file, target.value.text) for target in dev.targets] == [
        ("tags/dev", "$IMAGE_TAG"),
        ("tags/dev_branch", "${branch}@$sha"),
    ]
    assert (prod.tags.pattern, prod.environment) == (".+", "")
    assert dev.message.text == prod.message.text == "Deploy $IMAGE_TAG to $ENVIRONMENT"


def test_what_the_file_leaves_out_is_as_the_stack_says() -> None:
    rules = load(rule())
    assert rules.author == DEFAULTS.author
    assert rules.rules[0].message.text == "Write $IMAGE_TAG"


def test_a_file_without_rules_loads() -> None:
    assert load("version: 1\nrules: []").rules == ()


def test_every_mistake_is_told_with_its_rule_and_place() -> None:
    text = """
version: 1
rules:
  - 5
  - {name: 5}
  - {name: a, image: b, targets: [{file: 5}]}
  - {name: b, image: b, targets: []}
  - {name: c, image: b, targets: [{file: x, vaule: 1}]}
  - {name: d, image: b, tags: "(", targets: [{file: x}]}
  - {name: e, image: b, targets: [{file: /x}, {file: x, value: $FOO}]}
  - {name: fine, image: b, targets: [{file: x}]}
  - {name: fine, image: b, targets: [{file: x}]}
"""
    told = mistakes(text)
    places = [re.match(r"(rule.*?(: (name|tags|targets\S*))?): ", line) for line in told]
    assert [place[1] for place in places if place] == [
        "rules[0]",
        "rules[1]: name",
        "rule 'a': targets[0].file",
        "rule 'b': targets",
        "rule 'c': targets[0]",
        "rule 'd': tags",
        "rule 'e': targets[0].file",
        "rule 'e': targets[1].value",
        "rule 'fine'",
    ]
    for mistake, said in zip(
        told,
        ["keys", "one line", "text", "at least one", "'value'?", "RE2", "/x", "$FOO", "unique"],
        strict=True,
    ):
        assert said in mistake


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "the file is empty"),
        ("# nothing yet", "the file is empty"),
        ("[]", "it has to be keys with values, not a list"),
        ("1: 2", "a key is no text"),
        ("rules: []", "the key 'version' is missing"),
        ("version: 2\nrules: []", "version: 2 is not known; known is 1"),
        ("version: true\nrules: []", "version: it has to be a whole number, not true or false"),
        ("version: 1", "the key 'rules' is missing"),
        ("version: 1\nrules: []\nrulez: []", "unknown key 'rulez'; did you mean 'rules'?"),
        (
            "version: 1\nrules: []\nimages: []",
            "unknown key 'images'; known are version, rules, author, commit_message",
        ),
        ("version: 1\nrules: []\nauthor: {name: A}", "author: the key 'email' is missing"),
        ("version: 1\nrules: []\nauthor: {name: 'A <a>', email: a@b}", "author.name: it has to be"),
        ("version: 1\nrules: []\nauthor: {name: A, email: a b@c}", "author.email: it has to be"),
        ("version: 1\nrules: []\ncommit_message: ''", "commit_message: it has to be text"),
        ('version: 1\nrules: []\ncommit_message: " \\n"', "commit_message: it has to be text"),
        ("version: 1\nrules: {}", "rules: it has to be a list, not keys with values"),
    ],
)
def test_a_file_of_another_shape_is_a_mistake(text: str, mistake: str) -> None:
    (told,) = mistakes(text)
    assert told.startswith(mistake)


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"tag": "x"}, "unknown key 'tag'; did you mean 'tags'?"),
        ({"policy": "semver"}, "policy: 'semver' is not known; known is 'newest-build'"),
        ({"targets": [{}]}, "targets[0]: the key 'file' is missing"),
        ({"targets": [{"fyle": "x"}]}, "targets[0]: unknown key 'fyle'; did you mean 'file'?"),
        ({"targets": "x"}, "targets: it has to be a list of at least one target, not text"),
        (
            {"targets": [{"file": "x", "value": 3}]},
            (
                "targets[0].value: it has to be text that is not empty, not a whole number;"
                " put it in quotes"
            ),
        ),
        (
            {"targets": [{"file": "/prod/x"}]},
            (
                "targets[0].file: '/prod/x' is not from the repository's root;"
                " write it without the leading /"
            ),
        ),
    ],
)
def test_a_mistake_says_what_to_write(fields: dict[str, Any], mistake: str) -> None:
    assert mistakes(rule(**fields)) == [f"rule 'web': {mistake}"]


def test_a_mistake_in_the_message_of_all_rules_is_told_once() -> None:
    rules = [{"name": name, "image": "a", "targets": [{"file": name}]} for name in ("a", "b")]
    text = yaml.safe_dump({"version": 1, "rules": rules, "commit_message": "$NOTHING"})
    (told,) = mistakes(text)
    assert told.startswith("commit_message (of 2 rules): '$NOTHING' uses $NOTHING")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": " "},
        {"name": "two\nlines"},
        {"image": ""},
        {"environment": "two\nlines"},
        {"tags": ""},
        {"tags": "(?<IMAGE_TAG>.+)"},
        {"tags": "(?<RULE>.+)"},
        {"tags": "(?!x)"},
        {"tags": "x{1001}"},
        {"tags": 1.1},
        {"policy": "semver"},
        {"targets": [{"file": ""}]},
        {"targets": [{"file": "../x"}]},
        {"targets": [{"file": ".git/config"}]},
        {"targets": [{"file": "x", "value": ""}]},
        {"targets": [{"file": "x", "value": " "}]},
        {"targets": [{"file": "x", "value": "$OLD_TAG"}]},
        {"targets": [{"file": "x", "value": "$DESTINATION_FILE"}]},
        {"targets": [{"file": "x", "value": "5 $"}]},
    ],
)
def test_a_rule_that_could_never_work_does_not_load(fields: dict[str, Any]) -> None:
    assert len(mistakes(rule(**fields))) == 1


def test_a_message_may_use_what_is_known_once_the_place_is_found() -> None:
    text = rule() + "commit_message: $DESTINATION_FILE from $OLD_TAG by $RULE\n"
    assert load(text).rules[0].message.text.endswith("$RULE")


def test_a_message_of_the_stack_is_checked_like_one_of_the_file() -> None:
    defaults = Defaults(author=DEFAULTS.author, commit_message="$UNKNOWN")
    with pytest.raises(InvalidRules, match=r"rule 'web': commit_message: .*\$UNKNOWN"):
        load_rules(rule(), ".tagboat.yaml", defaults)


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    (told,) = mistakes("#" * (LARGEST_FILE + 1))
    assert "larger than 1,000,000 characters" in told


@pytest.mark.parametrize("text", ["[" * LARGEST_FILE, "rules: &a [*a]", "a: !!set x", "\ud800"])
def test_what_is_no_yaml_is_a_mistake(text: str) -> None:
    (told,) = mistakes(text)
    assert told.startswith("it cannot be read as YAML: ")


def load_or_refuse(text: str) -> None:
    try:
        rules = load(text)
    except InvalidRules:
        return
    assert isinstance(rules, RuleSet)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(scalars, inner, max_size=4),
    max_leaves=8,
)
texts = st.text(max_size=8) | st.sampled_from(["$IMAGE_TAG", "${x}", "$", "(?<x>.*)", "(", "a/b"])
targets = st.fixed_dictionaries({"file": texts}, optional={"value": texts | anything})
rules = st.fixed_dictionaries(
    {"name": texts, "image": texts, "targets": st.lists(targets, max_size=2) | anything},
    optional={"tags": texts | anything, "environment": texts, "policy": anything, "x": anything},
)
files = st.fixed_dictionaries(
    {"version": st.just(1) | anything, "rules": st.lists(rules | anything, max_size=3) | anything},
    optional={"author": anything, "commit_message": texts | anything, "x": anything},
)


@given(st.text())
def test_any_text_loads_or_is_refused(text: str) -> None:
    load_or_refuse(text)


@given(anything | files)
def test_any_data_loads_or_is_refused(data: object) -> None:
    load_or_refuse(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))
