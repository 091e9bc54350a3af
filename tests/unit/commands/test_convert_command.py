"""`tagboat convert`: what it reads, what it prints to the byte, what it complains of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tagboat import cli
from tagboat.converters.base import Comment, Gap

RELEASES = """\
name: Update web
sources:
  it: {kind: dockerimage, spec: {image: team/web, versionfilter: {kind: semver, pattern: ^1}}}
targets:
  it: {kind: yaml, spec: {file: values.yaml, key: $.tag}}
"""
POLICY = """\
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: web, namespace: flux-system}
spec: {imageRepositoryRef: {name: web}, policy: {semver: {range: 1.x}}}
"""
WORKFLOW = """\
jobs:
  it:
    steps:
      - uses: dreitier/conditional-regex-search-and-replace-action@v1
        with:
          mappings: docker_image_tag==1.* {THEN_UPDATE_FILES} values.yaml=docker_image_tag_regex
          docker_image_tag_regex: 'tag: (?<docker_image_tag>.*)'
"""
CONVERTED = """\
# Made by `tagboat convert`. Read it, then let `tagboat check` read it.
version: 1
rules:
  # updatecli/web.yaml: Update web
  - name: web
    image: team/web   # was docker.io/team/web
    policy: {semver: "^1"}
    targets:
      - {file: values.yaml, yaml: tag}
"""

type Convert = Callable[..., tuple[int, str, str]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "infra"
    for path, text in {
        "updatecli/web.yaml": RELEASES,
        "clusters/web.yaml": POLICY,
        ".github/workflows/update.yml": WORKFLOW,
        "values.yaml": "tag: 1.0.0\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def convert(root: Path, capfd: pytest.CaptureFixture[str]) -> Convert:
    def convert(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["convert", str(root), *arguments])
        return code, *capfd.readouterr()

    return convert


def test_what_can_be_converted_is_printed_and_fine(convert: Convert) -> None:
    assert convert("--from", "updatecli") == (0, CONVERTED, "")


def test_in_says_where_below_the_root_to_look(convert: Convert) -> None:
    assert convert("--in", "updatecli") == (0, CONVERTED, "")
    assert convert("--in", "values.yaml", "--in", "./updatecli/web.yaml") == (0, CONVERTED, "")


def test_the_working_directory_is_the_root_unless_one_is_given(
    root: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert cli.main(["convert", "--in", "updatecli"]) == 0
    assert capfd.readouterr().out == CONVERTED


def test_everything_is_converted_and_what_could_not_be_is_told_twice(convert: Convert) -> None:
    code, out, err = convert()
    assert code == 1
    policy = "clusters/web.yaml, line 1: ImagePolicy flux-system/web"
    complaint, marks, image = err.splitlines()
    assert complaint == (
        f"tagboat: {policy}: its ImageRepository 'web' says which image, and none is in the files"
    )
    assert marks.startswith(f"tagboat: {policy}: no value in a YAML file is marked with it")
    assert image.startswith("tagboat: .github/workflows/update.yml: rule 'values': the mapping is")
    assert f"  # {policy}\n  # To do: its ImageRepository 'web' says which image" in out
    assert out.count("- name: ") == 2


def test_the_image_of_the_action_s_mappings_may_be_given(convert: Convert) -> None:
    code, out, err = convert("--from", "regex-action", "--image", "team/web")
    assert (code, err) == (0, "")
    assert "    image: team/web\n" in out


def test_rules_that_load_alone_but_not_together_are_told(
    convert: Convert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tagboat.core.rules.load.LARGEST_FILE", len(CONVERTED) - 1)
    monkeypatch.setattr("tagboat.commands.convert.finished", lambda parts: parts)
    code, out, err = convert("--from", "updatecli")
    assert (code, out) == (1, CONVERTED)
    assert "do not load" in err


def test_no_rule_at_all_is_a_finding(convert: Convert, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = Gap("a.yaml", (Comment("nothing is written"),))
    monkeypatch.setattr("tagboat.commands.convert.finished", lambda _: [silent])
    code, out, err = convert()
    assert (code, out.splitlines()[2]) == (1, "rules: []")
    assert err == "tagboat: No rule could be made. Mend what is said above, and convert again.\n"


def test_nothing_to_convert_is_misuse(convert: Convert, root: Path) -> None:
    code, out, err = convert("--in", "values.yaml")
    assert (code, out) == (2, "")
    assert err.startswith(f"tagboat: There is nothing to convert in 1 file of {root}: nothing that")


@pytest.mark.parametrize("path", ["..", "gone.yaml", "/"])
def test_paths_are_in_the_working_copy(convert: Convert, root: Path, path: str) -> None:
    code, out, err = convert("--in", path)
    assert (code, out) == (2, "")
    assert err.startswith(f"tagboat: There is no {path} in the working copy {root.resolve()}.")


def test_the_root_is_a_folder(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["convert", str(root / "values.yaml")]) == 2
    assert "files of it by --in" in capfd.readouterr().err


def test_control_characters_of_files_do_nothing_on_a_terminal(convert: Convert, root: Path) -> None:
    (root / "updatecli/web.yaml").write_text(RELEASES.replace("team/web", '"a\\u001b[31m"'))
    code, out, err = convert("--from", "updatecli")
    assert code == 1
    assert "\x1b" not in out + err
