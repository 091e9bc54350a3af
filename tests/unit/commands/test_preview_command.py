"""`tagboat preview`: what it prints to the byte, what it finds, and that it writes nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import msgspec

from tagboat.commands.preview_json import PreviewDocument
from tests.image_pushes import image_push

type Preview = Callable[..., tuple[int, str, str]]

URI = image_push().uri
DIGEST = image_push("1.4.0").digest

PLAIN = f"""\
ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'
written  team/web:1.4.0  web-dev   the newest build, pushed at 2026-03-02T12:00:00Z

diff --git a/apps/web image.txt b/apps/web image.txt
--- a/apps/web image.txt\t
+++ b/apps/web image.txt\t
@@ -1 +1 @@
-{URI}:1.3.9\r
+{URI}:1.4.0\r
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

    Tagboat-Image: {URI}:1.4.0@{DIGEST}
    Tagboat-Pushed-At: 2026-03-02T12:00:00Z
    Tagboat-Rule: web-dev
"""

COLORED = f"""\
ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'
\x1b[32mwritten\x1b[m  team/web:1.4.0  web-dev   the newest build, pushed at 2026-03-02T12:00:00Z

\x1b[1mdiff --git a/apps/web image.txt b/apps/web image.txt\x1b[m
\x1b[1m--- a/apps/web image.txt\t\x1b[m
\x1b[1m+++ b/apps/web image.txt\t\x1b[m
\x1b[36m@@ -1 +1 @@\x1b[m
\x1b[31m-{URI}:1.3.9^M\x1b[m
\x1b[32m+{URI}:1.4.0^M\x1b[m
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

    Tagboat-Image: {URI}:1.4.0@{DIGEST}
    Tagboat-Pushed-At: 2026-03-02T12:00:00Z
    Tagboat-Rule: web-dev
"""


def test_elsewhere_than_on_a_terminal_the_preview_is_plain(preview: Preview) -> None:
    assert preview() == (0, PLAIN, "")


def test_colors_may_be_asked_for_and_make_control_characters_visible(preview: Preview) -> None:
    assert preview("--color", "always") == (0, COLORED, "")


def test_json_has_the_outcomes_the_changes_the_diff_and_the_message(preview: Preview) -> None:
    push = {
        "id": "team/web:1.4.0 at 0",
        "account": "123456789012",
        "region": "us-east-1",
        "repository": "team/web",
        "tag": "1.4.0",
        "digest": DIGEST,
        "pushed_at": "2026-03-02T12:00:00Z",
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
                "reason": "the newest build, pushed at 2026-03-02T12:00:00Z",
                "error": None,
                "rule": "web-dev",
                "push": push,
            },
        ],
        "changes": [
            {"file": "tags/dev", "old": "1.3.9", "new": "1.4.0", **by_rule},
            {
                "file": "apps/web image.txt",
                "old": f"{URI}:1.3.9",
                "new": f"{URI}:1.4.0",
                **by_rule,
            },
        ],
        "files": ["apps/web image.txt", "tags/dev"],
        "diff": PLAIN[PLAIN.index("diff ") : PLAIN.index("\nCommit message:")],
        "commit_message": (
            "[Auto] Update 2 files to 1.4.0\n\n"
            "* [Auto] Update tags/dev to 1.4.0\n"
            "* [Auto] Update apps/web image.txt to 1.4.0\n\n"
            f"Tagboat-Image: {URI}:1.4.0@{DIGEST}\n"
            "Tagboat-Pushed-At: 2026-03-02T12:00:00Z\n"
            "Tagboat-Rule: web-dev\n"
        ),
        "pull_requests": [],
    }


def by_pull_request(infra_repo: Path) -> None:
    rules = infra_repo / ".tagboat.yaml"
    deliver = "deliver: {pull_request: {title: Deploy $IMAGE_TAG, labels: [dev]}}"
    rules.write_text(
        rules.read_text().replace("environment: dev", f"environment: dev\n    {deliver}")
    )


def test_what_a_pull_request_would_say_is_shown(preview: Preview, infra_repo: Path) -> None:
    by_pull_request(infra_repo)
    code, out, err = preview()
    assert (code, err) == (0, "")
    assert "\nproposed  team/web:1.4.0  web-dev " in out
    _, text = out.split("\nPull request from tagboat/main/web-dev [dev]:\n\n")
    assert text.splitlines()[:3] == [
        "    Deploy 1.4.0",
        "",
        "    | Change | Where | Pushed |",
    ]
    assert "Commit message:" not in out


def test_json_has_what_a_pull_request_would_say(preview: Preview, infra_repo: Path) -> None:
    by_pull_request(infra_repo)
    document = msgspec.json.decode(preview("--json")[1], type=PreviewDocument)
    (one,) = document.pull_requests
    assert (one.branch, one.title, one.labels) == ("tagboat/main/web-dev", "Deploy 1.4.0", ["dev"])
    assert one.body.startswith("| Change | Where | Pushed |\n")
    assert "\nTagboat-Changes: " in one.commit_message
    assert document.commit_message is None
    assert {outcome.outcome for outcome in document.outcomes} == {"ignored", "proposed"}


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
    code, out, err = preview(of=[image_push("1.4.0", "database")])
    assert (code, err) == (0, "")
    assert out == (
        "ignored  database:1.4.0  -  no rule is about the image repository database\n"
        "\n"
        "No commit would be made.\n"
    )


def test_names_that_no_rule_is_about_have_near_misses(preview: Preview) -> None:
    pushes = [image_push(tag, "web", at=at) for at, tag in enumerate(["1.4.0", "1.5.0"])]
    code, out, err = preview(of=[*pushes, image_push("1.4.0", "database", at=60)])
    assert (code, err) == (0, "")
    assert out.endswith(
        "  no rule is about the image repository database\n"
        "\n"
        "No rule is about the image repository web. Did you mean team/web?\n"
        "\n"
        "No commit would be made.\n"
    )


def test_json_of_a_push_that_changes_nothing_has_no_message(preview: Preview) -> None:
    code, out, _ = preview("--json", of=[image_push("latest")])
    document = msgspec.json.decode(out, type=PreviewDocument)
    assert (code, document.changes, document.diff) == (0, [], "")
    assert document.commit_message is None


def test_a_push_that_fails_is_a_finding_and_its_neighbours_go_on(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / "tags" / "prod").unlink()
    code, out, err = preview(of=[image_push("v2", at=60), image_push("1.4.0")])
    assert (code, err) == (1, "")
    assert out.startswith(
        "ignored  team/web:1.4.0  web-prod  the tag does not match 'v.+'\n"
        "written  team/web:1.4.0  web-dev   the newest build, pushed at 2026-03-02T12:00:00Z\n"
        "ignored  team/web:v2     web-dev   the tag does not match '\\d+\\.\\d+\\.\\d+'\n"
        "failed   team/web:v2     web-prod  Rule 'web-prod': tags/prod is not in the working copy."
        " Add it, or mend the rule's file.\n"
        "\n"
        "diff --git"
    )


def test_json_names_the_error_of_a_push_that_fails(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / "tags" / "prod").write_bytes(b"\x89PNG\0")
    code, out, _ = preview("--json", of=[image_push("v2")])
    document = msgspec.json.decode(out, type=PreviewDocument)
    assert code == 1
    assert [found.error for found in document.outcomes] == [None, "FileIsBinary"]


def test_rules_that_do_not_load_are_findings(preview: Preview, infra_repo: Path) -> None:
    (infra_repo / ".tagboat.yaml").write_text("version: 1\nrules: [{name: a}, {name: b}]\n")
    code, out, err = preview()
    heading, *mistakes = err.splitlines()
    assert (code, out) == (1, "")
    assert heading == "tagboat: The rules in .tagboat.yaml do not load. Mend:"
    assert mistakes == [
        "  - line 2, column 9: rule 'a': the key 'image' is missing",
        "  - line 2, column 9: rule 'a': the key 'targets' is missing",
        "  - line 2, column 20: rule 'b': the key 'image' is missing",
        "  - line 2, column 20: rule 'b': the key 'targets' is missing",
    ]


def test_json_tells_of_rules_that_do_not_load_as_the_functions_log_does(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").write_text("version: 1\nrules: [{name: a}]\n")
    code, out, err = preview("--json")
    (outcome,) = msgspec.json.decode(out, type=PreviewDocument).outcomes
    assert (code, err) == (1, "")
    assert (outcome.outcome, outcome.error, outcome.rule) == ("failed", "InvalidRules", None)
    heading, first, _ = outcome.reason.splitlines()
    assert heading == "The rules in .tagboat.yaml do not load. Mend:"
    assert first == "  - line 2, column 9: rule 'a': the key 'image' is missing"


def test_a_working_copy_without_a_rules_file_is_a_slip_of_usage(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").unlink()
    code, out, err = preview()
    assert (code, out) == (2, "")
    assert err == (
        f"tagboat: The working copy {infra_repo.resolve()} has no rules file .tagboat.yaml. Name"
        " the working copy's root, or give --rules-file, or --image-repository for a rule without"
        " a file.\n"
    )


def test_a_name_from_the_rules_file_cannot_move_the_cursor(
    preview: Preview, infra_repo: Path
) -> None:
    rules = 'version: 1\nrules: [{name: "a\\e[2J", image: team/web, targets: [{file: gone}]}]'
    (infra_repo / ".tagboat.yaml").write_text(rules)
    _, out, _ = preview()
    assert out.startswith("failed  team/web:1.4.0  a^[[2J  Rule 'a^[[2J': gone is not in")


def test_a_complaint_about_the_rules_file_cannot_move_the_cursor(
    preview: Preview, infra_repo: Path
) -> None:
    (infra_repo / ".tagboat.yaml").write_text('version: 1\nrules: [{name: "a\\e[2J"}]')
    _, _, err = preview()
    assert "\n  - line 2, column 9: rule 'a^[[2J': " in err
