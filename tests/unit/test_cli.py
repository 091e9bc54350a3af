"""The command line: what it prints to the byte, where it complains, and its exit codes."""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, override

import msgspec
import pytest
import yaml

from tagboat import __version__, cli
from tagboat.commands import rules_options
from tagboat.commands.preview_json import PreviewDocument

DIGEST = f"sha256:{'7f5b2640' * 8}"
URI = "123456789012.dkr.ecr.eu-central-1.amazonaws.com"
EVENTS = Path(__file__).parents[1] / "events"
REPOSITORY_ROOT = Path(__file__).parents[2]

RULES = r"""
version: 1
rules:
  - name: web-dev
    image: team/web
    tags: '\d+\.\d+\.\d+'
    environment: dev
    targets:
      - file: tags/dev
      - {file: apps/web image.txt, value: "$IMAGE_URI:$IMAGE_TAG"}
  - name: web-prod
    image: team/web
    tags: v.+
    targets: [{file: tags/prod}]
"""

PLAIN = f"""\
ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'
written  team/web:1.4.0  web-dev   the newest build, pushed at 2026-03-02T09:14:07Z

diff --git a/apps/web image.txt b/apps/web image.txt
--- a/apps/web image.txt\t
+++ b/apps/web image.txt\t
@@ -1 +1 @@
-{URI}/team/web:1.3.9\r
+{URI}/team/web:1.4.0\r
diff --git a/tags/dev b/tags/dev
--- a/tags/dev
+++ b/tags/dev
@@ -1 +1 @@
-1.3.9
\\ No newline at end of file
+1.4.0
\\ No newline at end of file

Commit message:

    [Auto] Update 2 files to 1.4.0

    * [Auto] Update tags/dev to 1.4.0
    * [Auto] Update apps/web image.txt to 1.4.0

    Tagboat-Image: {URI}/team/web:1.4.0@{DIGEST}
    Tagboat-Rule: web-dev
"""

COLORED = f"""\
ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'
\x1b[32mwritten\x1b[m  team/web:1.4.0  web-dev   the newest build, pushed at 2026-03-02T09:14:07Z

\x1b[1mdiff --git a/apps/web image.txt b/apps/web image.txt\x1b[m
\x1b[1m--- a/apps/web image.txt\t\x1b[m
\x1b[1m+++ b/apps/web image.txt\t\x1b[m
\x1b[36m@@ -1 +1 @@\x1b[m
\x1b[31m-{URI}/team/web:1.3.9^M\x1b[m
\x1b[32m+{URI}/team/web:1.4.0^M\x1b[m
\x1b[1mdiff --git a/tags/dev b/tags/dev\x1b[m
\x1b[1m--- a/tags/dev\x1b[m
\x1b[1m+++ b/tags/dev\x1b[m
\x1b[36m@@ -1 +1 @@\x1b[m
\x1b[31m-1.3.9\x1b[m
\\ No newline at end of file
\x1b[32m+1.4.0\x1b[m
\\ No newline at end of file

Commit message:

    [Auto] Update 2 files to 1.4.0

    * [Auto] Update tags/dev to 1.4.0
    * [Auto] Update apps/web image.txt to 1.4.0

    Tagboat-Image: {URI}/team/web:1.4.0@{DIGEST}
    Tagboat-Rule: web-dev
"""

type Printed = tuple[int, str, str]
type Preview = Callable[..., Printed]


def event(**detail: str) -> dict[str, Any]:
    """The event of a push; `id` and `time` belong to its envelope."""
    envelope = {name: detail.pop(name) for name in ("id", "time") if name in detail}
    return {
        "id": "13cde686-328b-6117-af20-0e5566167482",
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": "123456789012",
        "time": "2026-03-02T09:14:07Z",
        "region": "eu-central-1",
        **envelope,
        "detail": {
            "result": "SUCCESS",
            "action-type": "PUSH",
            "repository-name": "team/web",
            "image-digest": DIGEST,
            "image-tag": "1.4.0",
            **{name.replace("_", "-"): value for name, value in detail.items()},
        },
    }


def batch(*events: Mapping[str, Any]) -> dict[str, Any]:
    return {"Records": [{"messageId": "m", "body": json.dumps(event)} for event in events]}


@pytest.fixture
def infra_repo(tmp_path: Path) -> Path:
    root = tmp_path / "infra"
    for path, content in {
        ".tagboat.yaml": RULES.encode(),
        "tags/dev": b"1.3.9",
        "tags/prod": b"v1.3.0\n",
        "apps/web image.txt": f"{URI}/team/web:1.3.9\r\n".encode(),
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Printed]:
    """Run the command line: exit code, standard output and standard error."""

    def run(*arguments: object) -> Printed:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stopped:
            assert isinstance(stopped.code, int)
            code = stopped.code
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


@pytest.fixture
def preview(run: Callable[..., Printed], infra_repo: Path, tmp_path: Path) -> Preview:
    """Preview an event, 1.4.0 unless another is given."""

    def preview(*options: object, of: Mapping[str, Any] | None = None) -> Printed:
        path = tmp_path / "event.json"
        path.write_text(json.dumps(of or event()))
        return run("preview", "--event", path, *options, infra_repo)

    return preview


def test_elsewhere_than_on_a_terminal_the_preview_is_plain(preview: Preview) -> None:
    assert preview() == (0, PLAIN, "")


def test_colors_may_be_asked_for_and_make_control_characters_visible(preview: Preview) -> None:
    assert preview("--color", "always") == (0, COLORED, "")


def test_json_has_the_outcomes_the_changes_the_diff_and_the_message(preview: Preview) -> None:
    push = {
        "id": "13cde686-328b-6117-af20-0e5566167482",
        "account": "123456789012",
        "region": "eu-central-1",
        "repository": "team/web",
        "tag": "1.4.0",
        "digest": DIGEST,
        "pushed_at": "2026-03-02T09:14:07Z",
    }
    by_rule = {"rule": "web-dev", "environment": "dev", "push": push, "place": ""}
    code, out, err = preview("--json", "--color", "always")
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "outcomes": [
            {
                "outcome": "ignored",
                "reason": "the tag does not match 'v.+'",
                "error": None,
                "rule": "web-prod",
                "push": push,
            },
            {
                "outcome": "written",
                "reason": "the newest build, pushed at 2026-03-02T09:14:07Z",
                "error": None,
                "rule": "web-dev",
                "push": push,
            },
        ],
        "changes": [
            {"file": "tags/dev", "old": "1.3.9", "new": "1.4.0", **by_rule},
            {
                "file": "apps/web image.txt",
                "old": f"{URI}/team/web:1.3.9",
                "new": f"{URI}/team/web:1.4.0",
                **by_rule,
            },
        ],
        "diff": PLAIN[PLAIN.index("diff ") : PLAIN.index("\nCommit message:")],
        "commit_message": (
            "[Auto] Update 2 files to 1.4.0\n\n"
            "* [Auto] Update tags/dev to 1.4.0\n"
            "* [Auto] Update apps/web image.txt to 1.4.0\n\n"
            f"Tagboat-Image: {URI}/team/web:1.4.0@{DIGEST}\n"
            "Tagboat-Rule: web-dev\n"
        ),
    }


def test_nothing_is_written(preview: Preview, infra_repo: Path) -> None:
    def state() -> dict[Path, tuple[int, bytes | None]]:
        paths = [infra_repo, *infra_repo.rglob("*")]
        return {
            path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else None)
            for path in paths
        }

    before = state()
    assert preview()[0] == 0
    assert state() == before


def test_a_push_that_changes_nothing_makes_no_commit(preview: Preview) -> None:
    assert preview(of=event(repository_name="team/api")) == (
        0,
        "ignored  team/api:1.4.0  -  no rule is about the image repository team/api\n"
        "\n"
        "No commit would be made.\n",
        "",
    )


def test_json_of_a_push_that_changes_nothing_has_no_message(preview: Preview) -> None:
    code, out, _ = preview("--json", of=event(image_tag="latest"))
    document = msgspec.json.decode(out, type=PreviewDocument)
    assert (code, document.changes, document.diff) == (0, [], "")
    assert document.commit_message is None


def test_a_push_that_fails_is_a_finding_and_its_neighbours_go_on(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / "tags" / "prod").unlink()
    newer = event(id="2", time="2026-03-02T09:20:00Z", image_tag="v2")
    code, out, err = preview(of=batch(event(), newer))
    assert (code, err) == (1, "")
    assert out.startswith(
        "ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'\n"
        "written  team/web:1.4.0  web-dev   the newest build, pushed at 2026-03-02T09:14:07Z\n"
        "ignored  team/web:v2     web-dev   the tag does not match '\\\\d+\\\\.\\\\d+\\\\.\\\\d+'\n"
        "failed   team/web:v2     web-prod  Rule 'web-prod': tags/prod is not in the working copy."
        " Add it, or mend the rule's file.\n"
        "\n"
        "diff --git"
    )


def test_json_names_the_error_of_a_push_that_fails(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / "tags" / "prod").write_bytes(b"\x89PNG\0")
    code, out, _ = preview("--json", of=event(image_tag="v2"))
    document = msgspec.json.decode(out, type=PreviewDocument)
    assert code == 1
    assert [found.error for found in document.outcomes] == [None, "FileIsBinary"]


def test_a_batch_as_sqs_hands_it_over_is_previewed_as_one(
    run: Callable[..., Printed], infra_repo: Path
) -> None:
    code, out, _ = run("preview", "--event", EVENTS / "sqs_push_batch.json", infra_repo)
    assert code == 0
    assert "older    team/web:1.4.0  web-dev   1.4.1 was pushed later\n" in out
    assert "-1.3.9\n\\ No newline at end of file\n+1.4.1\n" in out


def test_several_events_are_one_batch(
    run: Callable[..., Printed], infra_repo: Path, tmp_path: Path
) -> None:
    names = [tmp_path / "newer.json", tmp_path / "older.json"]
    names[0].write_text(json.dumps(event(time="2026-03-02T10:00:00Z", image_tag="1.5.0", id="2")))
    names[1].write_text(json.dumps(event()))
    code, out, _ = run("preview", "--event", names[0], "--event", names[1], infra_repo)
    assert code == 0
    assert [line.split()[:3] for line in out.splitlines()[:4]] == [
        ["ignored", "team/web:1.4.0", "web-prod"],
        ["older", "team/web:1.4.0", "web-dev"],
        ["ignored", "team/web:1.5.0", "web-prod"],
        ["written", "team/web:1.5.0", "web-dev"],
    ]


def test_the_event_may_come_from_standard_input(
    run: Callable[..., Printed], infra_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(event()).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("preview", "--event", "-", infra_repo) == (0, PLAIN, "")


def test_the_working_copy_is_the_current_folder_unless_one_is_named(
    run: Callable[..., Printed], infra_repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(infra_repo)
    code, out, _ = run("preview", "--event", EVENTS / "ecr_image_action_push.json")
    assert code == 0
    assert "+1.4.0" in out


def test_another_rules_file_may_be_named(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").rename(infra_repo / "tags" / "rules.yaml")
    assert preview("--rules-file", "tags/rules.yaml") == (0, PLAIN, "")


def test_the_stacks_commit_message_holds_where_the_rules_file_has_none(preview: Preview) -> None:
    _, out, _ = preview("--commit-message", "Deploy $IMAGE_TAG to $ENVIRONMENT")
    assert "Commit message:\n\n    Deploy 1.4.0 to dev\n\n    Tagboat-Image:" in out


def test_the_quick_start_needs_no_rules_file(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").unlink()
    options = ["--image-repository", "team/web", "--destination-file", "tags/prod"]
    code, out, err = preview(*options, of=event(image_tag="v2"))
    assert (code, err) == (0, "")
    assert out.startswith("written  team/web:v2  quick-start  the newest build")
    assert "--- a/tags/prod\n+++ b/tags/prod\n@@ -1 +1 @@\n-v1.3.0\n+v2\n" in out


def test_the_quick_start_has_the_templates_defaults() -> None:
    class Loader(yaml.CSafeLoader):
        @override
        def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
            return None if node.tag.startswith("!") else super().construct_object(node, deep)

    text = (REPOSITORY_ROOT / "template.yaml").read_text()
    parameters = yaml.load(text, Loader)["Parameters"]
    defaults = {name: parameter.get("Default") for name, parameter in parameters.items()}
    assert rules_options.RULES_FILE == defaults["RulesFile"]
    assert rules_options.TAG_PATTERN == defaults["TagPattern"]
    assert rules_options.DESTINATION_FILE == defaults["DestinationFile"]
    assert rules_options.COMMIT_MESSAGE == defaults["CommitMessage"]
    assert rules_options.AUTHOR.name == defaults["AuthorName"]
    assert rules_options.AUTHOR.email == defaults["AuthorEmail"]


BROKEN_RULES = "version: 1\nrules: [{name: a, image: b, targets: [{file: ../c}], tags: (}]\n"
MISTAKES = """\
The rules in .tagboat.yaml do not load. Mend:
  - rule 'a': tags: '(' is not a regular expression of RE2: missing ): (. RE2 has no look-around, \
no back-references and no repeats over 1,000."""


def test_rules_that_do_not_load_are_findings(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").write_text(BROKEN_RULES)
    assert preview() == (1, "", f"tagboat: {MISTAKES}\n")


def test_json_tells_of_rules_that_do_not_load_as_the_functions_log_does(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").write_text(BROKEN_RULES)
    code, out, err = preview("--json")
    (outcome,) = msgspec.json.decode(out, type=PreviewDocument).outcomes
    assert (code, err) == (1, "")
    assert (outcome.outcome, outcome.error) == ("failed", "InvalidRules")
    assert (outcome.rule, outcome.reason) == (None, MISTAKES)


def test_a_working_copy_without_a_rules_file_is_a_slip_of_usage(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").unlink()
    assert preview() == (
        2,
        "",
        f"tagboat: There is no rules file .tagboat.yaml in {infra_repo}. Name the working copy's"
        " root, or give --rules-file, or --image-repository for a rule without a file.\n",
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rules-file", "../rules.yaml"], "--rules-file: '../rules.yaml' leads out of"),
        (["--tag-pattern", "v.+"], "--tag-pattern belongs to the quick start."),
        (["--destination-file", "tag"], "--destination-file belongs to the quick start."),
        (["--rules-file", "a", "--image-repository", "b"], "exclude each other"),
        (["--event", "nowhere.json"], "nowhere.json: No such file or directory"),
        (["--event", str(EVENTS)], f"{EVENTS}: Is a directory"),
        (["--colour"], "unrecognized arguments: --colour"),
        (["--js"], "unrecognized arguments: --js"),
        (["--color", "blue"], "invalid choice: 'blue'"),
    ],
)
def test_a_slip_of_usage_is_told_on_standard_error(
    preview: Preview, options: list[str], said: str
) -> None:
    code, out, err = preview(*options)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_working_copy_that_is_no_folder_is_a_slip_of_usage(
    run: Callable[..., Printed], tmp_path: Path
) -> None:
    event_file = EVENTS / "ecr_image_action_push.json"
    assert run("preview", "--event", event_file, tmp_path / "nowhere") == (
        2,
        "",
        f"tagboat: {tmp_path}/nowhere is not a folder. Name a working copy's root.\n",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither an event nor a batch of events"),
        (b"{", "neither an event nor a batch of events"),
        (b"[" * 100_000, "neither an event nor a batch of events"),
        (b'"\xff"', "neither an event nor a batch of events"),
        (b"[]", "Not an ECR Image Action event"),
        (b'{"Records": []}', "a batch without records"),
        (b'{"Records": [{}]}', "missing required field `body`"),
    ],
)
def test_a_file_without_an_event_is_a_slip_of_usage(
    run: Callable[..., Printed], infra_repo: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(content)
    code, out, err = run("preview", "--event", path, infra_repo)
    assert (code, out) == (2, "")
    assert err.startswith(f"tagboat: {path}: ")
    assert said in err


def test_every_event_that_is_no_push_is_named_and_nothing_is_previewed(preview: Preview) -> None:
    delete = EVENTS / "ecr_image_action_delete.json"
    child = event(image_tag="")
    code, out, err = preview("--event", delete, of=batch(event(), child))
    first, second = err.splitlines()
    assert (code, out) == (2, "")
    assert "event.json: Records[1]: The pushed image has no tag" in first
    assert second.startswith(f"{delete}: The event is a DELETE")


def test_an_event_may_begin_with_a_byte_order_mark(
    run: Callable[..., Printed], infra_repo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event()), encoding="utf-8-sig")
    assert run("preview", "--event", path, infra_repo) == (0, PLAIN, "")


def test_a_name_from_the_rules_file_cannot_break_a_line_or_move_the_cursor(
    preview: Preview, infra_repo: Path
) -> None:
    rules = 'version: 1\nrules: [{name: "a\\nb\\e[2J", image: team/web, targets: [{file: gone}]}]'
    (infra_repo / ".tagboat.yaml").write_text(rules)
    _, out, _ = preview()
    assert out.startswith("failed  team/web:1.4.0  a^Jb^[[2J  Rule 'a^Jb^[[2J': gone is not")


def test_the_version_is_printed(run: Callable[..., Printed]) -> None:
    assert run("--version") == (0, f"tagboat {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["preview", "--help"]])
def test_the_help_says_what_the_exit_codes_mean(
    run: Callable[..., Printed], arguments: list[str]
) -> None:
    code, out, _ = run(*arguments)
    assert code == 0
    assert "exit codes: 0 fine, 1 findings" in out


def test_a_command_is_needed(run: Callable[..., Printed]) -> None:
    code, _, err = run()
    assert code == 2
    assert "required: COMMAND" in err


def test_no_library_of_aws_and_no_network_is_loaded(infra_repo: Path) -> None:
    path = EVENTS / "ecr_image_action_push.json"
    program = (
        "import sys; from tagboat.cli import main;"
        f" code = main(['preview', '--event', {str(path)!r}, {str(infra_repo)!r}]);"
        " print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(REPOSITORY_ROOT / "functions")},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert "tagboat.core.plan" in loaded
    unwanted = {"boto3", "botocore", "aws_lambda_powertools", "urllib3", "socket", "ssl", "dulwich"}
    assert not loaded & unwanted
