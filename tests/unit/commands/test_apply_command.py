"""`tagboat apply`: writes what `tagboat preview` shows, to the byte, and once."""

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagboat import cli
from tagboat.commands.named_pushes import name_pushes, now
from tagboat.commands.preview_json import PreviewDocument
from tagboat.commands.rules_options import AUTHOR, COMMIT_MESSAGE
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.preview import decide
from tagboat.working_copy import WorkingCopy
from tests.image_pushes import EVENTS, image_push

type Tagboat = Callable[..., tuple[int, str, str]]

DEFAULTS = Defaults(author=AUTHOR, commit_message=COMMIT_MESSAGE)
PUSH = ["--push", "team/web:1.4.0"]
URI = image_push().uri


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_the_values_are_written_and_not_one_byte_more(tagboat: Tagboat, infra_repo: Path) -> None:
    before = contents(infra_repo)
    code, out, err = tagboat("apply", *PUSH)
    assert (code, err) == (0, "")
    ignored, written, *message, count, image, dev = out.splitlines()
    assert ignored == "ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'"
    assert written.startswith("written  team/web:1.4.0  web-dev   the newest build, pushed at ")
    assert message[:4] == ["", "Commit message:", "", "    [Auto] Update 2 files to 1.4.0"]
    assert message[-2:] == ["    Tagboat-Rule: web-dev", ""]
    assert (count, image, dev) == (
        "2 files are changed.",
        "    apps/web image.txt",
        "    tags/dev",
    )
    assert contents(infra_repo) == before | {
        "tags/dev": b"1.4.0",
        "apps/web image.txt": f"{URI}:1.4.0\r\n".encode(),
    }


def test_a_second_run_changes_nothing(tagboat: Tagboat, infra_repo: Path) -> None:
    tagboat("apply", *PUSH)
    before = {path: path.stat() for path in infra_repo.rglob("*")}
    code, out, _ = tagboat("apply", *PUSH)
    assert code == 0
    assert "unchanged  team/web:1.4.0  web-dev" in out
    assert out.endswith("\n\n0 files are changed.\n")
    assert {path: path.stat() for path in infra_repo.rglob("*")} == before


def test_the_commit_message_is_that_of_the_preview(tagboat: Tagboat) -> None:
    event = ["--event", str(EVENTS / "ecr_image_action_push.json")]
    _, previewed, _ = tagboat("preview", *event)
    _, applied, _ = tagboat("apply", *event)
    message = previewed[previewed.index("\nCommit message:\n") :]
    assert f"{message}\n2 files are changed.\n" in applied


def test_a_name_that_no_rule_is_about_has_a_near_miss(tagboat: Tagboat) -> None:
    code, out, err = tagboat("apply", "--push", "team/wbe:1")
    assert (code, err) == (0, "")
    assert out.endswith(
        "\n\nNo rule is about the image repository team/wbe. Did you mean team/web?\n"
        "\n0 files are changed.\n"
    )


def test_events_are_applied_as_pushes_by_name_are(tagboat: Tagboat, infra_repo: Path) -> None:
    code, _, _ = tagboat("apply", "--event", str(EVENTS / "sqs_push_batch.json"))
    assert (code, (infra_repo / "tags/dev").read_bytes()) == (0, b"1.4.1")


def test_json_is_the_document_of_the_preview(tagboat: Tagboat) -> None:
    event = ["--event", str(EVENTS / "ecr_image_action_push.json")]
    previewed = tagboat("preview", "--json", *event)
    assert tagboat("apply", "--json", *event) == previewed
    document = msgspec.json.decode(previewed[1], type=PreviewDocument)
    assert document.files == ["apps/web image.txt", "tags/dev"]


def test_a_push_that_fails_is_a_finding_and_the_others_are_written(
    tagboat: Tagboat, infra_repo: Path
) -> None:
    (infra_repo / "tags" / "prod").unlink()
    code, out, err = tagboat("apply", *PUSH, "--push", "team/web:v2")
    assert (code, err) == (1, "")
    assert "\n2 files are changed.\n" in out
    assert (infra_repo / "tags" / "dev").read_bytes() == b"1.4.0"


def test_one_file_is_told_in_the_singular(tagboat: Tagboat) -> None:
    _, out, _ = tagboat("apply", "--push", "team/web:v2")
    assert out.endswith("\n\n1 file is changed.\n    tags/prod\n")


def test_modes_stay_and_nothing_is_left_beside(tagboat: Tagboat, infra_repo: Path) -> None:
    (infra_repo / "tags" / "dev").chmod(0o755)
    tagboat("apply", *PUSH)
    assert stat.S_IMODE((infra_repo / "tags" / "dev").stat().st_mode) == 0o755
    assert {path.name for path in (infra_repo / "tags").iterdir()} == {"dev", "prod"}


def test_a_link_is_not_followed(tagboat: Tagboat, infra_repo: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"1.3.9")
    (infra_repo / "tags" / "dev").unlink()
    (infra_repo / "tags" / "dev").symlink_to(outside)
    code, out, _ = tagboat("apply", *PUSH)
    assert code == 1
    assert "tags/dev leads out of the working copy" in out
    assert outside.read_bytes() == b"1.3.9"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_rules_that_do_not_load_write_nothing(
    tagboat: Tagboat, infra_repo: Path, options: list[str]
) -> None:
    (infra_repo / ".tagboat.yaml").write_text("version: 1\nrules: [{}]\n")
    before = contents(infra_repo)
    code, out, err = tagboat("apply", *PUSH, *options)
    assert code == 1
    assert "do not load" in out + err
    assert contents(infra_repo) == before


RULES = """
version: 1
rules:
  - {name: plain, image: web, tags: '\\d.*', targets: [{file: tag}]}
  - {name: yaml, image: web, policy: {semver: "*"}, targets: [{file: "*.yaml", yaml: tag}]}
  - {name: json, image: web, targets: [{file: a.json, json: tag, missing: skip}]}
  - {name: regex, image: web, targets: [{file: other, regex: 'tag=(?<image_tag>.*)'}]}
"""
values = st.sampled_from(["1.0", "1.10", "2.0.0-rc.1", "on", "latest", "v1"])
files = st.fixed_dictionaries(
    {
        "tag": values.map("\ufeff{}\r\n".format) | st.just("two\nlines"),
        "a.yaml": values.map("# a\r\ntag: '{}' # b\r\n".format) | st.just("tag: [1]"),
        "b.yaml": values.map("x: 1\ntag: {}".format) | st.just("\ttag: 1"),
        "a.json": values.map('{{"tag":"{}"}}'.format) | st.just("{}"),
        "other": values.map("a\ntag={}\nb\ntag=x".format) | st.just(""),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files, st.lists(values, min_size=1, max_size=3))
def test_what_is_written_is_what_was_decided_and_a_second_run_changes_nothing(
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    texts: Mapping[str, str],
    tags: list[str],
) -> None:
    root = tmp_path / "infra"
    root.mkdir(exist_ok=True)
    for path, text in {".tagboat.yaml": RULES, **texts}.items():
        (root / path).write_bytes(text.encode())
    before = contents(root)
    names = [f"web:{tag}" for tag in tags]
    copy = WorkingCopy(root)
    source = RulesFile(".tagboat.yaml", DEFAULTS)
    rules = source.load(copy.read(source.paths))
    decided = decide(name_pushes(names), rules, copy, now=now()).plan.files

    arguments = ["apply", *(part for name in names for part in ("--push", name)), str(root)]
    code = cli.main(arguments)
    written = contents(root)
    assert code in (0, 1)
    assert written == before | {path: file.content for path, file in decided.items()}
    assert cli.main(arguments) == code
    assert contents(root) == written
    capfdbinary.readouterr()
