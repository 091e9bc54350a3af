"""`tagboat history` in clones: commits, merges, squashes, other branches, and the log."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from tagboat import cli
from tests.unit.core.test_history import message

type Run = Callable[..., tuple[int, str, str]]

RULES = """
version: 1
rules:
  - {name: web-dev, image: team/web, tags: '.+-dev', targets: [{file: tags/dev}]}
  - name: web-prod
    image: team/web
    environment: prod
    policy: {semver: "^1.0.0"}
    targets: [{file: tags/prod}]
"""


class Clone:
    """A clone whose commits are a minute apart."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._minute = 0
        root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.commit("Begin", {".tagboat.yaml": RULES, "tags/dev": "0", "tags/prod": "0"})

    def git(self, *arguments: str) -> str:
        time = f"2026-03-02T12:{self._minute:02}:00Z"
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "GIT_CONFIG_NOSYSTEM": "1",
            **{f"GIT_{who}_NAME": "Ann" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "ann@example.com" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": time for who in ("AUTHOR", "COMMITTER")},
        }
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=env, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, said: str, files: dict[str, str]) -> str:
        self._minute += 1
        for name, text in files.items():
            (self.root / name).parent.mkdir(exist_ok=True)
            (self.root / name).write_text(text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", said)
        return self.git("rev-parse", "HEAD")

    def write(self, tag: str, rule: str = "web-prod", file: str = "tags/prod") -> str:
        return self.commit(message(tag, rule), {file: tag})

    def merge(self, branch: str, *options: str) -> str:
        self._minute += 1
        self.git("merge", "-q", "--no-ff", *options, branch)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


@pytest.fixture
def run(clone: Clone, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*arguments: str, path: Path = clone.root) -> tuple[int, str, str]:
        code = cli.main(["history", *arguments, str(path)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def writes(run: Run, *arguments: str) -> list[dict[str, Any]]:
    code, out, err = run("--json", *arguments)
    assert (code, err) == (0, "")
    found: list[dict[str, Any]] = json.loads(out)["writes"]
    return found


def test_what_is_deployed_is_told_with_its_push_and_its_commit(clone: Clone, run: Run) -> None:
    clone.write("1.3.0")
    first = clone.write("1.4.0")
    second = clone.write("7-dev", "web-dev", "tags/dev")
    assert run() == (
        0,
        f"""web-dev  tags/dev
    team/web:7-dev
        pushed     2026-03-02 12:00:00Z
        written    2026-03-02 12:04:00Z  {second[:12]}

web-prod (prod)  tags/prod
    team/web:1.4.0
        pushed     2026-03-02 12:00:00Z
        written    2026-03-02 12:03:00Z  {first[:12]}

""",
        "",
    )


def test_what_was_deployed_before_is_told_on_request(clone: Clone, run: Run) -> None:
    clone.write("1.3.0")
    second = clone.write("1.4.0")
    _, out, _ = run("--all", "--rule", "web-prod")
    assert out.index("team/web:1.4.0") < out.index("team/web:1.3.0")
    assert f"overtaken  2026-03-02 12:03:00Z  {second[:12]}  by team/web:1.4.0" in out
    newest, oldest = writes(run, "--all")
    assert (newest["deployed"], newest["environment"]) == (True, "prod")
    assert oldest["overtaken"]["commit"]["id"] == second


def test_what_people_have_changed_since_is_told(clone: Clone, run: Run) -> None:
    clone.write("1.4.0")
    reverted = clone.commit("Back to 1.3.0", {"tags/prod": "1.3.0"})
    (one,) = writes(run)
    assert one["changed"] == {"id": reverted, "at": "2026-03-02T12:03:00Z", "author": "Ann"}
    assert f"changed    2026-03-02 12:03:00Z  {reverted[:12]}  by Ann" in run()[1]


def test_a_merged_pull_request_is_deployed_by_its_merge(clone: Clone, run: Run) -> None:
    clone.git("checkout", "-q", "-b", "tagboat/web")
    clone.write("1.4.0")
    clone.git("checkout", "-q", "main")
    clone.commit("Meanwhile", {"other": "1"})
    merge = clone.merge("tagboat/web", "-m", "Merge pull request #1")
    (one,) = writes(run)
    assert (one["push"]["tag"], one["commit"]["id"]) == ("1.4.0", merge)
    assert (one["commit"]["at"], one["file"]) == ("2026-03-02T12:04:00Z", "tags/prod")


def test_a_squashed_pull_request_is_deployed_by_its_commit(clone: Clone, run: Run) -> None:
    squash = clone.commit(
        "Deploy (#1)\n\n* " + message("1.4.0", "web-prod"), {"tags/prod": "1.4.0"}
    )
    (one,) = writes(run)
    assert one["commit"]["id"] == squash


@pytest.mark.parametrize("arguments", [["--image", "team/api"], ["--rule", "other"]])
def test_nothing_of_it_is_said_to_be_nothing(clone: Clone, run: Run, arguments: list[str]) -> None:
    clone.write("1.4.0")
    assert run(*arguments)[1] == "Tagboat has written nothing of this on the branch.\n"
    assert writes(run, *arguments) == []


def test_names_of_files_are_told_as_they_are(clone: Clone, run: Run) -> None:
    clone.write("1.4.0", "gone", 'tags/ü "x"\n\x01 y')
    assert [one["file"] for one in writes(run)] == ['tags/ü "x"\n\x01 y']


# Why is a tag not there?


def test_a_tag_that_was_overtaken_says_by_what(clone: Clone, run: Run) -> None:
    first, second = clone.write("1.3.0"), clone.write("1.4.0")
    code, out, _ = run("--image", "team/web", "--tag", "1.3.0")
    assert code == 0
    assert f"written    2026-03-02 12:02:00Z  {first[:12]}" in out
    assert f"overtaken  2026-03-02 12:03:00Z  {second[:12]}  by team/web:1.4.0" in out
    assert "web-dev  not written: the tag does not match '.+-dev'" in out


def test_a_tag_that_git_does_not_have_leads_to_the_log(clone: Clone, run: Run) -> None:
    clone.write("1.4.0")
    code, out, _ = run("--image", "team/web:1.5.0")
    assert code == 1
    assert "web-prod (prod)  not written: the rule takes it, and has not written it\n" in out
    assert "    tags/prod has team/web:1.4.0, pushed 2026-03-02 12:00:00Z, since " in out
    assert "Git does not have it.\n" in out
    assert '| filter message = "Outcome" and push.repository = "team/web"' in out
    assert 'push.tag = "1.5.0"' in out


def test_a_tag_that_waits_in_a_pull_request_is_told_as_proposed(clone: Clone, run: Run) -> None:
    clone.git("checkout", "-q", "-b", "tagboat/web")
    clone.write("1.4.0")
    clone.git("checkout", "-q", "main")
    code, out, _ = run("--image", "team/web", "--tag", "1.4.0")
    assert code == 1
    assert "web-prod  proposed, on a branch that is not merged" in out
    document = json.loads(run("--json", "--image", "team/web", "--tag", "1.4.0")[1])
    assert (document["proposed_by"], document["held_by"]) == (["web-prod"], [])
    assert (document["log"], document["writes"]) == (None, [])


class Logs:
    """CloudWatch Logs, whose query takes a while."""

    def __init__(self, *rows: dict[str, str], ends: str = "Complete") -> None:
        self._answers = ["Running", ends]
        self._rows = [[{"field": k, "value": v} for k, v in row.items()] for row in rows]
        self.asked: dict[str, Any] = {}

    def start_query(self, **asked: Any) -> dict[str, str]:
        self.asked = asked
        return {"queryId": "1"}

    def get_query_results(self, queryId: str) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        assert queryId == "1"
        return {"status": self._answers.pop(0), "results": self._rows}


@pytest.fixture
def ask_log(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    def ask(logs: Logs, *arguments: str) -> tuple[int, str, str]:
        class Session:
            def __init__(self, region_name: str | None) -> None:
                assert region_name is None

            def client(self, service: str, **_: Any) -> Logs:
                assert service == "logs"
                return logs

        monkeypatch.setattr(boto3, "Session", Session)
        monkeypatch.setattr("tagboat.deployed_log._PAUSE_SECONDS", 0)
        return run("--image", "team/web", "--tag", "1.5.0", "--log-group", "/aws/x", *arguments)

    return ask


ROW = {"@timestamp": "2026-03-02 12:00:01.000", "outcome": "older", "reason": "1.6.0 is newer"}


def test_the_log_is_asked_where_its_group_is_named(ask_log: Callable[..., Any]) -> None:
    logs = Logs({**ROW, "@ptr": "x"})
    _, out, _ = ask_log(logs)
    assert out.endswith("\n2026-03-02 12:00:01.000  older  1.6.0 is newer\n")
    assert logs.asked["logGroupName"] == "/aws/x"
    assert 'push.tag = "1.5.0"' in logs.asked["queryString"]
    assert logs.asked["endTime"] - logs.asked["startTime"] == 90 * 86_400
    assert json.loads(ask_log(Logs(ROW), "--json")[1])["log"] == [ROW]


def test_a_log_that_says_nothing_is_said_to(ask_log: Callable[..., Any]) -> None:
    assert "The log says nothing of it" in ask_log(Logs())[1]


def test_a_query_that_fails_is_told(ask_log: Callable[..., Any]) -> None:
    code, _, err = ask_log(Logs(ends="Timeout"))
    assert (code, "has not ended well: Timeout" in err) == (2, True)


# What cannot be told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tag", "1.4.0"], "--tag needs --image NAME"),
        (["--log-group", "x"], "--log-group needs --image NAME"),
        (["--image", "team/web", "--log-group", "x"], "--log-group needs --tag TAG"),
        (["--image", "ghcr.io/web"], "ghcr.io is another registry"),
        (["--image", "team/web", "--tag", 'x" | y'], "--tag: it has to be a tag"),
        (["--branch", "nowhere"], "bad revision 'nowhere'"),
        (["--branch=--output=x"], "bad revision '--output=x'"),
    ],
)
def test_a_slip_is_told(clone: Clone, run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert not (clone.root / "x").exists()


def test_a_folder_that_is_no_clone_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = run(path=tmp_path / "empty")
    assert (code, "git cannot tell the history of" in err) == (2, True)


def test_a_shallow_clone_says_so(clone: Clone, run: Run, tmp_path: Path) -> None:
    clone.write("1.3.0")
    clone.write("1.4.0")
    shallow = tmp_path / "shallow"
    clone.git("clone", "-q", "--depth", "1", f"file://{clone.root}", str(shallow))
    _, out, _ = run(path=shallow)
    assert "The clone is shallow" in out


def test_no_git_is_told(clone: Clone, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code, _, err = run()
    assert (code, "git is not installed" in err) == (2, True)
