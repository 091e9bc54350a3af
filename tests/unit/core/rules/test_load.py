"""A rules file loads, or every mistake in it is told at once."""

import re
from collections import Counter
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidRules
from tagboat.core.file_editors.base import VALUE
from tagboat.core.rules import allowance
from tagboat.core.rules.load import LARGEST_FILE, Defaults, load_rules
from tagboat.core.rules.mistakes import LONGEST_TOLD, MOST_FOUND, MOST_TOLD
from tagboat.core.rules.rule import RuleSet
from tests import rules_files

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
    assert rules.author == Author("Team", "team@example.com", named=True)
    dev, prod = rules.rules
    assert (dev.name, [image.text for image in dev.images]) == ("web-dev", ["team/web"])
    assert dev.environment == "dev"
    assert [(target.file.text, target.values[VALUE].text) for target in dev.targets] == [
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
    places = [
        ("5", "rules[0]", "it has to be keys with values, not a whole number"),
        ("5}", "rules[1].name", "it has to be one line of text that is not empty, not a whole"),
        ("{name: 5}", "rules[1]", "the key 'image' is missing"),
        ("{name: 5}", "rules[1]", "the key 'targets' is missing"),
        ("5}]}", "rule 'a': targets[0].file", "it has to be text that is not empty, not a"),
        ("[]}", "rule 'b': targets", "it has to be a list of at least one target"),
        ("1}]}", "rule 'c': targets[0].vaule", "unknown key; did you mean 'value'?"),
        ('"(",', "rule 'd': tags", "'(' is not a regular expression of RE2: missing ): (."),
        ("/x}, {", "rule 'e': targets[0].file", "'/x' is not from the repository's root"),
        ("$FOO}", "rule 'e': targets[1].value", "'$FOO' uses $FOO, which is not known; known"),
        ("fine, image: b", "rule 'fine': name", "another rule has this name; names are unique"),
    ]
    for told, (there, place, what) in zip(mistakes(text), places, strict=True):
        found = re.match(r"line (\d+), column (\d+): ", told)
        assert found is not None
        assert text.splitlines()[int(found[1]) - 1][int(found[2]) - 1 :].startswith(there)
        assert told[found.end() :].startswith(f"{place}: {what}")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "the file is empty"),
        ("# nothing yet", "the file is empty"),
        ("[]", "it has to be keys with values, not a list"),
        ("rules: []", "the key 'version' is missing"),
        ("version: 2\nrules: []", "version: 2 is not known; known is 1"),
        ("version: true\nrules: []", "version: it has to be 1, not true or false"),
        ("version: 1", "the key 'rules' is missing"),
        ("version: 1\nrules: []\nrulez: []", "rulez: unknown key; did you mean 'rules'?"),
        (
            "version: 1\nrules: []\nimages: []",
            "images: unknown key; known are version, rules, author, commit_message",
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
    assert re.sub(r"^line \d, column \d+: ", "", told).startswith(mistake)


def test_all_of_a_file_s_own_mistakes_are_told_too() -> None:
    assert mistakes("1: 2\nversion: 3\nauthor: 4\n") == [
        "line 1, column 1: a key is no text; write it in quotes",
        "line 2, column 10: version: 3 is not known; known is 1",
        "line 1, column 1: the key 'rules' is missing",
        "line 3, column 9: author: it has to be keys with values, not a whole number",
    ]


@pytest.mark.parametrize(
    ("fields", "mistake"),
    [
        ({"tag": "x"}, "tag: unknown key; did you mean 'tags'?"),
        (
            {"policy": "semver"},
            (
                "policy: 'semver' is not known; it has to be newest-build, numerical, alphabetical,"
                " or one of the keys semver, numerical, alphabetical and digest"
            ),
        ),
        ({"targets": [{}]}, "targets[0]: the key 'file' is missing"),
        ({"targets": "x"}, "targets: it has to be a list of at least one target, not text"),
        (
            {"targets": [{"file": "x", "value": 3}]},
            (
                "targets[0].value: it has to be text that is not empty, with variables such as"
                " $IMAGE_TAG, not a whole number; put it in quotes"
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
    (told,) = mistakes(rule(**fields))
    assert re.sub(r"^line \d+, column \d+: ", "", told) == f"rule 'web': {mistake}"


def test_a_mistake_in_the_message_of_all_rules_is_told_once() -> None:
    rules = [{"name": name, "image": "a", "targets": [{"file": name}]} for name in ("a", "b")]
    text = yaml.safe_dump({"version": 1, "rules": rules, "commit_message": "$NOTHING"})
    (told,) = mistakes(text)
    assert told.startswith("line 1, column 17: commit_message: '$NOTHING' uses $NOTHING")
    assert told.endswith("(in rule 'a')")


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
        {"policy": {}},
        {"account": "1"},
        {"region": "here"},
        {"ignore_tags": ["("]},
        {"commit_message": "$NOTHING"},
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
    with pytest.raises(
        InvalidRules, match=r"the message of commits, .*\$UNKNOWN.* \(in rule 'web'\)"
    ):
        load_rules(rule(), ".tagboat.yaml", defaults)


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    (told,) = mistakes("#" * (LARGEST_FILE + 1))
    assert "larger than 2,000,000 characters" in told


@pytest.mark.parametrize("text", ["[" * LARGEST_FILE, "rules: &a [*a]", "a: !!set x", "\ud800"])
def test_what_is_no_yaml_is_a_mistake(text: str) -> None:
    (told,) = mistakes(text)
    assert re.match(r"line 1, column \d+: it cannot be read as YAML: ", told)


def load_or_refuse(text: str) -> None:
    """Nothing but rules or InvalidRules comes of a text, and every mistake has its line."""
    error = refusal(text)
    if error is None:
        return
    assert error.findings
    for finding in error.findings:
        assert finding.what
        assert finding.line in range(1, len(text.splitlines()) + 2)
        assert finding.column is not None
        assert finding.column >= 1
    told = str(error).split("\n  - ")[1:]
    assert len(told) == min(len(error.findings), MOST_TOLD)
    assert all(line.startswith("line ") for line in told)


def refusal(text: str) -> InvalidRules | None:
    try:
        load(text)
    except InvalidRules as error:
        return error
    return None


@given(st.text())
def test_any_text_loads_or_is_refused(text: str) -> None:
    load_or_refuse(text)


@given(rules_files.anything | rules_files.files)
def test_any_data_loads_or_is_refused(data: object) -> None:
    load_or_refuse(yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))


@given(rules_files.nearly_whole())
def test_a_file_with_slips_of_the_hand_loads_or_is_refused(text: str) -> None:
    load_or_refuse(text)


def test_the_file_that_slips_are_made_in_loads() -> None:
    assert len(load(rules_files.WHOLE).rules) == 3


@given(st.lists(rules_files.written_rules, max_size=4))
def test_what_is_wrong_with_a_rule_does_not_depend_on_the_others(rules: list[Any]) -> None:
    named = [one | {"name": f"rule {at}"} for at, one in enumerate(rules)]
    apart = [found for one in named for found in essence([one])]
    assert Counter(essence(named)) == Counter(apart)


def essence(rules: list[Any]) -> list[tuple[str | None, str]]:
    error = refusal(yaml.dump({"version": 1, "rules": rules}, Dumper=yaml.CSafeDumper))
    return [(finding.rule, finding.what) for finding in error.findings] if error else []


HEAD = "version: 1\nrules:\n"
ONE = HEAD + "  - name: a\n    image: b\n    targets: [{file: x}]\n"
TARGETS = HEAD + "  - name: a\n    image: b\n    targets:\n"
BRACES = "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}" + "/*" * 200


def filled(head: str, line: str) -> str:
    """A file of lines that differ in their number, a twentieth of what a file may have."""
    return head + "".join(
        line.replace("N", str(number)) for number in range(LARGEST_FILE // 20 // (len(line) + 4))
    )


# A file of this kind takes minutes or gigabytes if there is no end to what is looked for.
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(filled(HEAD, "  - N\n"), id="rules that are none"),
        pytest.param(filled(HEAD, "  - {targetN: 1}\n"), id="unknown keys of many rules"),
        pytest.param(filled(ONE, "    targetN: 1\n"), id="unknown keys of one rule"),
        pytest.param(filled("version: 1\n", "ruleN: 1\n"), id="unknown keys of the file"),
        pytest.param(filled(TARGETS, "    - {file: $IMGN}\n"), id="unknown variables"),
        pytest.param(filled(TARGETS, "    - {file: x, yaml: ..N}\n"), id="wrong paths"),
        pytest.param(
            filled(ONE + "    ignore_tags:\n", "    - '.{999}N'\n"), id="large patterns of tags"
        ),
        pytest.param(
            filled(TARGETS, "    - {file: x, regex: '(?<value>.{999})N'}\n"), id="large regexes"
        ),
        pytest.param(
            filled(HEAD, f"  - {{name: a, targets: [{{file: x}}], image: '{BRACES}N'}}\n"),
            id="large globs of images",
        ),
        pytest.param(filled(TARGETS, f"    - {{file: '{BRACES}N'}}\n"), id="large globs of files"),
        pytest.param(
            filled(HEAD, "  - {name: N, image: a, commit_message: $X, targets: [{file: x}]}\n"),
            id="a message of every rule",
        ),
    ],
)
def test_a_file_made_to_harm_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowance, "LARGEST", allowance.LARGEST // 10)
    with pytest.raises(InvalidRules) as caught:
        load(text)
    assert "cannot be read as YAML" not in str(caught.value)
    assert len(str(caught.value)) <= MOST_TOLD * (LONGEST_TOLD + 10)
    assert len(caught.value.findings) < MOST_FOUND * 2


def test_a_part_of_a_wrong_shape_does_not_hide_the_mistakes_of_the_others() -> None:
    told = mistakes("""
version: 1
authr: Bob
rules:
  - name: a
    image: Team/Web
    tags: '('
    unknown: 1
    policy: {semver: {range: nonsense, more: 1}}
    targets:
      - 5
      - {file: ../x, yaml: 'a..b', missing: never}
  - {image: web, targets: [{file: /y}]}
""")
    places = [line.partition("column ")[2].partition(": ")[2] for line in told]
    assert [place.rpartition(": ")[0] for place in places if "Team" not in place]
    for part in ("authr", "image", "tags", "unknown", "policy.semver.more", "policy.semver.range"):
        assert any(f": {part}: " in line for line in told), part
    for part in ("targets[0]", "targets[1].missing", "targets[1].file", "targets[1].yaml"):
        assert any(f"rule 'a': {part}: " in line for line in told), part
    assert any("rules[1].targets[0].file: " in line for line in told)
    assert any("the key 'name' is missing" in line for line in told)


def test_keys_that_begin_with_x_are_a_place_for_what_anchors_share() -> None:
    loaded = load("""
version: 1
x-targets: &targets
  - {file: tag}
rules:
  - {name: a, image: a, targets: *targets}
  - {name: b, image: b, targets: *targets}
""")
    assert [len(rule.targets) for rule in loaded.rules] == [1, 1]


def test_tabs_are_told_by_their_name() -> None:
    (told,) = mistakes("version: 1\nrules:\n\t- name: a\n")
    assert "never with tabs" in told
