"""`tagboat explain`: every rule's answer to one image, and what would change."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from tagboat import cli
from tagboat.commands.explain_json import ExplainDocument
from tests.image_pushes import image_push, tags

type Tagboat = Callable[..., tuple[int, str, str]]

RULES = """\
version: 1
rules:
  - {name: api, image: team/api, targets: [{file: tags/dev}]}
  - {name: only-v, image: team/web, tags: v.+, targets: [{file: tags/dev}]}
  - name: web
    image: team/*
    tags: '(?<major>\\d+)\\..+'
    policy: {semver: ">=1.0.0"}
    targets:
      - {file: "deploy/*.yaml", yaml: image.tag}
      - {file: tags/dev}
  - {name: high, image: team/web, policy: {semver: "*"}, targets: [{file: tags/high}]}
  - {name: same, image: team/web, policy: {semver: "*"}, targets: [{file: tags/same}]}
  - {name: gone, image: team/web, policy: {semver: "*"}, targets: [{file: tags/gone}]}
"""
FILES = {
    ".tagboat.yaml": RULES,
    "deploy/long-name.yaml": "image: {tag: 1.3.9}\n",
    "deploy/new.yaml": "image:\n  tag: # none yet\n",
    "tags/dev": "1.3.9\n",
    "tags/high": "2.0.0\n",
    "tags/same": "1.4.0\n",
}
IMAGE = ["--image", "team/web", "--tag", "1.4.0"]
URI = image_push().uri

EXPLAINED = f"""\
{URI}:1.4.0

other     api     it is about team/api
refused   only-v  the tag does not match 'v.+'
accepted  web     the highest version in >=1.0.0
    $major is '1'
    deploy/long-name.yaml  image.tag  1.3.9 -> 1.4.0
    deploy/new.yaml        image.tag  "" -> 1.4.0
    tags/dev                          1.3.9 -> 1.4.0
accepted  high    the highest version in *
    older: tags/high: 2.0.0 is there already and is higher
accepted  same    the highest version in *
    unchanged: already the value of tags/same
accepted  gone    the highest version in *
    failed: Rule 'gone': tags/gone is not in the working copy. Add it, or mend the rule's file.
"""


@pytest.fixture
def infra_repo(tmp_path: Path) -> Path:
    root = tmp_path / "infra"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


def test_every_rule_says_whose_it_is_whether_it_takes_it_why_and_what_would_change(
    tagboat: Tagboat,
) -> None:
    assert tagboat("explain", *IMAGE) == (1, EXPLAINED, "")


def test_an_explanation_without_a_failure_is_no_finding(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / "tags" / "gone").write_text("1.0.0\n")
    code, out, _ = tagboat("explain", *IMAGE)
    assert code == 0
    assert out.endswith(
        "accepted  gone    the highest version in *\n    tags/gone  1.0.0 -> 1.4.0\n"
    )


def test_json_has_every_rule(tagboat: Tagboat) -> None:
    digest = f"sha256:{'5' * 64}"
    code, out, err = tagboat("explain", *IMAGE, "--digest", digest, "--json")
    assert (code, err) == (1, "")
    document = json.loads(out)
    assert document["push"].items() >= {"repository": "team/web", "digest": digest}.items()
    assert (document["hints"], document["mistakes"]) == ([], [])
    by_name = {rule["rule"]: rule for rule in document["rules"]}
    assert list(by_name) == ["api", "only-v", "web", "high", "same", "gone"]
    assert by_name["web"] == {
        "rule": "web",
        "verdict": "accepted",
        "reason": "the highest version in >=1.0.0",
        "groups": {"major": "1"},
        "outcome": "written",
        "outcome_reason": "the highest version in >=1.0.0",
        "error": None,
        "changes": [
            {"file": "deploy/long-name.yaml", "place": "image.tag", "old": "1.3.9", "new": "1.4.0"},
            {"file": "deploy/new.yaml", "place": "image.tag", "old": "", "new": "1.4.0"},
            {"file": "tags/dev", "place": "", "old": "1.3.9", "new": "1.4.0"},
        ],
        "pull_request_branch": None,
    }
    assert [rule["outcome"] for rule in by_name.values()] == [
        *(None, None, "written"),
        *("older", "unchanged", "failed"),
    ]
    assert by_name["gone"]["error"] == "FileMissing"


def test_a_name_that_no_rule_is_about_has_a_near_miss(tagboat: Tagboat, infra_repo: Path) -> None:
    rules = RULES.replace("team/*", "team/web")
    (infra_repo / ".tagboat.yaml").write_text(rules)
    code, out, _ = tagboat("explain", "--image", "web", "--tag", "1")
    assert code == 0
    assert out.endswith("\n\nNo rule is about the image repository web. Did you mean team/web?\n")
    _, out, _ = tagboat("explain", "--image", "nothing/like/it", "--tag", "1", "--json")
    assert json.loads(out)["hints"] == ["No rule is about the image repository nothing/like/it."]


@pytest.mark.parametrize(
    ("option", "value"), [("account", "999999999999"), ("region", "eu-west-1")]
)
def test_an_account_that_was_not_given_may_be_why_a_rule_refuses(
    tagboat: Tagboat, infra_repo: Path, option: str, value: str
) -> None:
    rules = (
        f"version: 1\nrules: [{{name: a, image: web, {option}: '{value}', targets: [{{file: a}}]}}]"
    )
    (infra_repo / ".tagboat.yaml").write_text(rules)
    (infra_repo / "a").write_text("1\n")
    image = ["--image", "web", "--tag", "1.4.0"]
    _, out, _ = tagboat("explain", *image)
    assert re.search(rf"^refused  a  it is of the {option} .*, not {value}$", out, re.MULTILINE)
    assert out.endswith(
        f"\n\nA rule asks for the {option} {value}. Give --{option} to explain it.\n"
    )
    whole = {"account": "123456789012", "region": "us-east-1"} | {option: value}
    registry = f"{whole['account']}.dkr.ecr.{whole['region']}.amazonaws.com"
    for given_ in ([*image, f"--{option}", value], ["--image", f"{registry}/web:1.4.0"]):
        _, out, _ = tagboat("explain", *given_)
        assert "accepted  a  the newest build" in out
        assert "Give" not in out


def test_an_account_that_is_not_why_a_rule_refuses_is_not_asked_for(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    rules = RULES.replace("tags: v.+,", "tags: v.+, account: '123456789012',")
    (infra_repo / ".tagboat.yaml").write_text(rules)
    assert tagboat("explain", *IMAGE) == (1, EXPLAINED, "")


def test_a_digest_that_was_made_up_is_said_to_be(tagboat: Tagboat, infra_repo: Path) -> None:
    rules = "version: 1\nrules: [{name: a, image: web, policy: {digest: x}, targets: [{file: a}]}]"
    (infra_repo / ".tagboat.yaml").write_text(rules)
    (infra_repo / "a").write_text("\n")
    image = ["--image", "web", "--tag", "x"]
    _, out, _ = tagboat("explain", *image)
    assert out.endswith("\n\nThe digest is made up. Give --digest to explain the image's own.\n")
    digest = f"sha256:{'5' * 64}"
    _, out, _ = tagboat("explain", *image, "--digest", digest)
    assert out.endswith(f'    a  "" -> {digest}\n')


def test_rules_that_do_not_load_are_findings(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").write_text("version: 2\nrules: []\n")
    code, out, err = tagboat("explain", *IMAGE)
    assert (code, out) == (1, "")
    assert err.startswith("tagboat: The rules in .tagboat.yaml do not load. Mend:\n")
    code, out, err = tagboat("explain", *IMAGE, "--json")
    (mistake,) = msgspec.json.decode(out, type=ExplainDocument).mistakes
    assert (code, err, mistake.path, mistake.line) == (1, "", "version", 1)


def test_a_file_without_rules_explains_nothing(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").write_text("version: 1\nrules: []\n")
    code, out, _ = tagboat("explain", *IMAGE)
    assert (code, out.splitlines()[2:]) == (
        0,
        ["", "No rule is about the image repository team/web."],
    )


def test_the_verdicts_are_colored_where_that_is_wanted(tagboat: Tagboat) -> None:
    _, out, _ = tagboat("explain", *IMAGE, "--color", "always")
    assert "\x1b[32maccepted\x1b[m  web " in out
    assert "    \x1b[31mfailed\x1b[m: Rule 'gone'" in out


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tag=tags)
def test_any_tag_is_explained(
    infra_repo: Path, capfdbinary: pytest.CaptureFixture[bytes], tag: str
) -> None:
    for form in ([], ["--json"]):
        code = cli.main(["explain", "--image", "team/web", f"--tag={tag}", *form, str(infra_repo)])
        out, err = capfdbinary.readouterr()
        assert (code in (0, 1), err) == (True, b"")
        assert out.count(b"only-v") == 1


def test_nothing_is_written(tagboat: Tagboat, infra_repo: Path) -> None:
    tagboat("explain", *IMAGE)
    assert {path: (infra_repo / path).read_text() for path in FILES} == FILES
