"""The mappings of the GitHub action: what becomes of each part, and what is told."""

from functools import partial
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.converters.image_names import UNKNOWN_IMAGE
from tagboat.converters.regex_action import conversion as regex_action
from tagboat.converters.regex_action.mappings import Condition, Edit, Mapping, mappings_in
from tests.repositories import Made, made

ACTION = "dreitier/conditional-regex-search-and-replace-action@v1"
TAG = 'tag: \\"(?<docker_image_tag>.*)\\"'
BRANCH = "branch: (?<git_branch>.*)"
BOTH = "{THEN_UPDATE_FILES} **dev/values.yaml=docker_image_tag_regex&git_branch_regex"
VALUES = 'tag: "main-1"\nbranch: main\n'
FILES = {"env/dev/values.yaml": VALUES, "env/prod/values.yaml": VALUES}


def convert(
    mappings: str, *, image: str | None = "team/web", env: Any = None, **inputs: str
) -> Made:
    given = {"docker_image_tag_regex": TAG, "git_branch_regex": BRANCH, "mappings": mappings}
    step = {"uses": ACTION, "with": given | inputs, "env": env or {}}
    workflow = {"on": "repository_dispatch", "jobs": {"it": {"steps": [{"run": "ls"}, step]}}}
    files = FILES | {".github/workflows/update.yml": msgspec.json.encode(workflow).decode()}
    return made(partial(regex_action.convert, image=image), files)


def test_a_mapping_is_a_rule() -> None:
    found = convert(
        "docker_image_tag==.*-dev {THEN_UPDATE_FILES} **dev/values.yaml=docker_image_tag_regex"
    )
    assert (found.to_do, found.said) == ([], [])
    assert found.rules == [
        {
            "name": "dev",
            "image": "team/web",
            "tags": ".*-dev.*",
            "policy": "newest-build",
            "targets": [
                {"file": "**/*dev/values.yaml", "regex": 'tag: "(?<image_tag>.*)"'},
            ],
        }
    ]


def test_the_branch_is_taken_from_the_tag_where_its_pattern_lets_it() -> None:
    found = convert(f"docker_image_tag==.*-dev$ {BOTH}")
    (rule,) = found.rules
    assert rule["tags"] == "(?<git_branch>.+)-dev"
    assert rule["targets"][1] == {"file": "**/*dev/values.yaml", "regex": BRANCH}
    assert ["check that your tags do" in text for text in found.to_do] == [True]


def test_where_it_does_not_somebody_is_told_to_name_it() -> None:
    found = convert(f"docker_image_tag==main.* {BOTH}")
    assert len(found.rules[0]["targets"]) == 1
    assert ["(?<git_branch>.+)-[0-9a-f]{7}" in text for text in found.to_do] == [True]
    assert "      # To do: in **/*dev/values.yaml, the regex" in found.text


def test_or_and_and_next_mapping_and_what_is_left_out() -> None:
    found = convert(
        "docker_image_tag==^v {OR} docker_image_tag==rc$ {THEN_UPDATE_FILES}"
        " **dev/*.yaml=docker_image_tag_regex {AND} **prod/*.yaml=docker_image_tag_regex"
        " {NEXT_MAPPING} docker_image_tag {THEN_UPDATE_FILES}"
        " **prod/values.yaml=docker_image_tag_regex"
    )
    first, second = found.rules
    assert first["tags"] == "v.*|.*rc"
    assert [target["file"] for target in first["targets"]] == ["**/*dev/*.yaml", "**/*prod/*.yaml"]
    assert "tags" not in second
    assert found.to_do == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("git_branch==main {THEN_UPDATE_FILES} a=docker_image_tag_regex", "git_branch==main"),
        ("docker_image_tag==a {THEN_UPDATE_FILES} a=other_regex", "no regex 'other_regex'"),
        ("{THEN_UPDATE_FILES} a=docker_image_tag_regex", "it has no condition"),
        ("docker_image_tag==a {THEN_UPDATE_FILES} a/../b=docker_image_tag_regex", "'..'"),
        ("docker_image_tag==a {THEN_UPDATE_FILES} gone=docker_image_tag_regex", "no such file"),
        (
            f"docker_image_tag==a {{THEN_UPDATE_FILES}} {'a**' * 9}=docker_image_tag_regex",
            "too often",
        ),
        ("docker_image_tag==(?!a) {THEN_UPDATE_FILES} **=docker_image_tag_regex", "RE2"),
    ],
)
def test_what_cannot_be_converted_is_told(text: str, told: str) -> None:
    assert [one for one in convert(text).to_do if told in one]


THEN = "docker_image_tag==a {THEN_UPDATE_FILES} **values.yaml="


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({"updated_file_suffix": ".new"}, "updated_file_suffix"),
        ({"docker_image_tag_regex": "(?<=a)(?<docker_image_tag>b)"}, "RE2"),
        ({"docker_image_tag_regex": "tag: .*"}, "no named group"),
        ({"docker_image_tag_regex": "x(?<docker_image_tag>.*)"}, "none of these files"),
        ({"commit_template": "@if(true) x @endif"}, "commit_template"),
        ({"commit_template": "{{ $git_branch }}"}, "commit_template"),
        ({"docker_image_tag_regex": "a" * 20_001}, "more than 20,000 characters"),
        ({"committer_name": "Bot"}, "its author, Bot <None>, cannot be one"),
    ],
)
def test_settings_that_no_rule_has_are_told(inputs: dict[str, str], told: str) -> None:
    found = convert(f"{THEN}docker_image_tag_regex", **inputs)
    assert [one for one in found.to_do if told in one]


def test_own_regexes_and_variables_are_those_of_the_environment() -> None:
    found = convert(
        f"{THEN}*",
        env={"CUSTOMER_REGEX": "(?<other>tag): (?<docker_image_tag>.*)$", "CUSTOMER": "1"},
        register_custom_regexes="customer_regex",
        register_custom_variables="customer",
        git_branch_regex=r"(?<customer>\d)ranch",
    )
    regexes = [target["regex"] for target in found.rules[0]["targets"]]
    assert regexes == ['tag: "(?<image_tag>.*)"', "(?:tag): (?<image_tag>.*)$"]
    assert found.said == ["^ and $ are the ends of lines here"]
    assert [r"the regex (?<customer>\d)ranch takes customer" in text for text in found.to_do] == [
        True
    ]


def test_files_without_the_value_stay_as_they_are() -> None:
    found = convert(f"{THEN[:-12]}**=docker_image_tag_regex")
    assert found.rules[0]["targets"][0]["missing"] == "skip"
    assert found.said == ["files without the value stay as they are, as with the action"]


def test_an_image_that_nobody_names_is_told_and_is_none() -> None:
    found = convert(f"{THEN}docker_image_tag_regex", image=None)
    assert found.rules[0]["image"] == UNKNOWN_IMAGE
    assert ["name the ECR repository" in text for text in found.to_do] == [True]


def test_author_message_and_directory_have_their_places() -> None:
    found = convert(
        f"{THEN[:-12]}**dev/values.yaml=docker_image_tag_regex",
        committer_name="Bot",
        committer_email="bot@example.com",
        commit_template="$ to {{ $docker_image_tag }}_x",
        directory="env",
    )
    assert found.file["author"] == {"name": "Bot", "email": "bot@example.com"}
    assert found.file["commit_message"] == "$$ to ${IMAGE_TAG}_x"
    assert found.rules[0]["targets"][0]["file"] == "env/**/*dev/values.yaml"


def test_a_workflow_that_cannot_be_read_is_told_and_others_are_passed_over() -> None:
    files = {"a.yml": f"x: [ {ACTION}", "b.yml": "jobs: {}", "c.yml": f"a: {ACTION}"}
    found = made(regex_action.convert, files)
    assert ["could not be read" in text for text in found.to_do] == [True]
    assert found.rules == []


def test_steps_of_a_composite_action_are_found_by_their_mappings() -> None:
    step = {
        "name": "it",
        "with": {"mappings": f"{THEN}x_regex"},
        "env": {"X_REGEX": "(?<docker_image_tag>m)"},
    }
    text = msgspec.json.encode({"runs": {"steps": [step]}}).decode()
    found = made(regex_action.convert, FILES | {"action.yml": text})
    assert found.rules[0]["targets"][0]["regex"] == "(?<image_tag>m)"
    assert "# action.yml: step 'it'" in found.text


def test_mappings_are_read_as_the_action_reads_them() -> None:
    assert mappings_in(
        " a==b==c {OR} d {THEN_UPDATE_FILES} e=f&g,h=i {NEXT_MAPPING} {NEXT_MAPPING} j"
    ) == [
        Mapping(
            (Condition("a", "b==c"), Condition("d", ".*")),
            (Edit("e", ("f", "g")), Edit("h", ("i",))),
        ),
        Mapping((Condition("j", ".*"),), (Edit("**", ("*",)),)),
    ]
    (mapping,) = mappings_in("a==b {THEN_UPDATE_FILES} {x,y}.yaml=f {AND} z")
    assert mapping.edits == (Edit("{x,y}.yaml", ("f",)), Edit("z", ("*",)))


SYMBOLS = (
    *(
        "{NEXT_MAPPING}",
        "{THEN_UPDATE_FILES}",
        "{OR}",
        "{AND}",
        "==",
        "=",
        "&",
        ",",
        " ",
        "**",
        "*",
    ),
    *(
        "docker_image_tag",
        "git_branch",
        "docker_image_tag_regex",
        "a",
        "/",
        "(",
        ")",
        "|",
        "{",
        "[",
    ),
)


@given(st.text() | st.lists(st.sampled_from(SYMBOLS), max_size=20).map("".join))
def test_any_mapping_becomes_rules_that_load(text: str) -> None:
    convert(text.encode(errors="replace").decode())
