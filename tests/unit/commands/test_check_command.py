"""`tagboat check`: a line for each finding that editors can click, and the same as JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tagboat import cli
from tagboat.commands.check_json import CheckDocument

type Tagboat = Callable[..., tuple[int, str, str]]

BROKEN = """\
version: 1
rules:
  - name: web
    imag: team/web
    targets:
      - {file: ../tag, yaml: a, json: b}
"""


def test_rules_and_targets_that_are_fine_are_counted(tagboat: Tagboat) -> None:
    code, out, err = tagboat("check")
    assert (code, out, err) == (0, "3 targets of 2 rules in 3 files: 0 findings\n", "")


def test_each_finding_has_a_line_that_begins_with_its_place(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    (infra_repo / "tags" / "prod").unlink()
    (infra_repo / "tags" / "dev").write_text("\nlatest\n")
    code, out, err = tagboat("check")
    assert (code, err) == (1, "")
    rules, dev = infra_repo / ".tagboat.yaml", infra_repo / "tags" / "dev"
    assert out == (
        f"{dev}:2:1: rule 'web-dev': 'latest' is not what the rule writes: the tag does not match"
        " '\\d+\\.\\d+\\.\\d+'. Mend one of them.\n"
        f"{rules}:14:22: rule 'web-prod': targets[0].file: tags/prod is not in the working copy."
        " Add it, or mend the rule's file.\n"
        "3 targets of 2 rules in 2 files: 2 findings\n"
    )


def test_a_file_that_is_missing_has_near_misses(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / "helm" / "web").mkdir(parents=True)
    (infra_repo / "helm" / "web" / "values-dev.yaml").write_text("tag: 1\n")
    rules = "version: 1\nrules: [{name: a, image: web, targets: [{file: %s, yaml: tag}]}]\n"
    for wrong in ("helm/web/value-dev.yaml", "web/values-dev.yaml"):
        (infra_repo / ".tagboat.yaml").write_text(rules % wrong)
        code, out, _ = tagboat("check")
        assert code == 1
        assert out.splitlines()[0].endswith(
            f"{wrong} is not in the working copy. Add it, or mend the rule's file. Did you mean"
            " helm/web/values-dev.yaml?"
        )


def test_rules_that_are_none_yet_are_fine(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").write_text("version: 1\nrules: []\n")
    assert tagboat("check") == (0, "0 targets of 0 rules in 0 files: 0 findings\n", "")


def test_images_that_are_not_listed_are_said_once_where_the_rule_has_them(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    targets = "[{file: $IMAGE_NAME/tag}, {file: $IMAGE_REPOSITORY}]"
    rules = f"version: 1\nrules: [{{name: a, image: team/*, targets: {targets}}}]\n"
    (infra_repo / ".tagboat.yaml").write_text(rules)
    code, out, _ = tagboat("check")
    assert code == 0
    assert out == (
        f"{infra_repo}/.tagboat.yaml:2:26: rule 'a': image: not checked: it depends on the name of"
        " the image, and a glob may mean any; list the images, such as image: [team/web, team/api],"
        " to have it checked\n"
        "2 targets of 1 rule in 0 files: 0 findings, 1 not checked\n"
    )


def test_files_are_named_from_the_current_folder(
    infra_repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (infra_repo / "tags" / "prod").unlink()
    monkeypatch.chdir(infra_repo)
    assert cli.main(["check"]) == 1
    assert capsys.readouterr().out.startswith(".tagboat.yaml:14:22: ")
    monkeypatch.chdir(infra_repo.parent)
    assert cli.main(["check", "infra"]) == 1
    assert capsys.readouterr().out.startswith("infra/.tagboat.yaml:14:22: ")


def test_json_has_the_findings_and_the_counts(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / "tags" / "prod").unlink()
    code, out, err = tagboat("check", "--json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {
        "findings": [
            {
                "file": ".tagboat.yaml",
                "line": 14,
                "column": 22,
                "rule": "web-prod",
                "path": "targets[0].file",
                "what": "tags/prod is not in the working copy. Add it, or mend the rule's file.",
            }
        ],
        "not_checked": [],
        "held": [],
        "rules": 2,
        "targets": 3,
        "files": 2,
    }


def test_what_only_a_push_makes_definite_is_said_and_no_finding(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    rules = "version: 1\nrules: [{name: a, image: web, targets: [{file: $IMAGE_TAG}]}]"
    (infra_repo / ".tagboat.yaml").write_text(rules)
    code, out, _ = tagboat("check")
    assert code == 0
    assert out == (
        f"{infra_repo}/.tagboat.yaml:2:41: rule 'a': targets[0]: not checked: it depends on"
        " $IMAGE_TAG, which only a push tells\n"
        "1 target of 1 rule in 0 files: 0 findings, 1 not checked\n"
    )
    document = msgspec.json.decode(tagboat("check", "--json")[1], type=CheckDocument)
    assert (len(document.findings), len(document.not_checked)) == (0, 1)


def test_every_mistake_of_rules_that_do_not_load_is_a_finding(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").write_text(BROKEN)
    code, out, err = tagboat("check")
    assert (code, err) == (1, "")
    *lines, closing = out.splitlines()
    assert closing == (
        f".tagboat.yaml does not load: {len(lines)} findings; the files were not looked at yet"
    )
    assert all(line.startswith(f"{infra_repo}/.tagboat.yaml:") for line in lines)
    assert f"{infra_repo}/.tagboat.yaml:4:11: rule 'web': imag: unknown key" in out


def test_json_has_every_mistake_of_rules_that_do_not_load(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").write_text(BROKEN)
    code, out, err = tagboat("check", "--json")
    document = msgspec.json.decode(out, type=CheckDocument)
    assert (code, err) == (1, "")
    assert (document.rules, document.targets, document.files) == (None, None, None)
    found = {(one.rule, one.path, one.line, one.column) for one in document.findings}
    assert ("web", "imag", 4, 11) in found


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"version: 1\nrules: [\n", ":3:1: "),
        (b"version: 1\nrules: []\nrules: []\n", ":3:1: "),
        (b"\xff", ": The rules file cannot be used"),
    ],
)
def test_a_rules_file_that_cannot_be_read_is_a_finding(
    tagboat: Tagboat, infra_repo: Path, content: bytes, place: str
) -> None:
    (infra_repo / ".tagboat.yaml").write_bytes(content)
    code, out, err = tagboat("check")
    assert (code, err) == (1, "")
    first, closing = out.splitlines()
    assert first.startswith(f"{infra_repo}/.tagboat.yaml{place}")
    assert closing == ".tagboat.yaml does not load: 1 finding; the files were not looked at yet"


def test_the_quick_start_is_checked_without_a_rules_file(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").unlink()
    options = ["--image-repository", "team/web", "--destination-file"]
    assert tagboat("check", *options, "tags/dev")[0] == 0
    code, out, _ = tagboat("check", *options, "nowhere")
    assert code == 1
    assert out.startswith("the stack's parameters: rule 'quick-start': targets[0].file: nowhere")


def test_a_place_is_bold_where_colors_are_wanted_and_nothing_moves_the_cursor(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    rules = 'version: 1\nrules: [{name: "a\\e[2J", image: web, targets: [{file: gone}]}]'
    (infra_repo / ".tagboat.yaml").write_text(rules)
    _, out, _ = tagboat("check", "--color", "always")
    assert out.startswith(f"\x1b[1m{infra_repo}/.tagboat.yaml:2:55\x1b[m: rule 'a^[[2J': ")
    assert out.count("\x1b") == 2


def test_nothing_is_written(tagboat: Tagboat, infra_repo: Path) -> None:
    paths = [path for path in infra_repo.rglob("*") if path.is_file()]
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}
    tagboat("check")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in paths} == before
