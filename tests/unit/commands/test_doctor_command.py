"""`tagboat doctor`: columns for people, JSON for machines, and exit codes for both."""

import json

import pytest

from tagboat import cli
from tagboat.commands import doctor
from tagboat.core.examination import Examination, Subject, missing, ok, unknown
from tagboat.deployed import CannotAsk

FINE = Examination(
    git_host="github",
    infra_repository="owner/infra",
    branch="main",
    checks=(ok(Subject.READ, "main can be read."), unknown(Subject.COMMIT, "Who knows?")),
)
LACKING = Examination(checks=(missing(Subject.RULES, "Two mistakes:\n  a\x1b[31m\n  b"),))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(doctor, "examination_of", lambda stack, region: FINE)
    return monkeypatch


def test_what_is_in_order_or_unknown_is_no_finding(
    answer: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "--stack", "tagboat"]) == 0
    assert capfd.readouterr().out == (
        "owner/infra (github), branch main\n\n"
        "ok       read          main can be read.\n"
        "unknown  commit        Who knows?\n"
        "\n1 ok, 0 missing, 1 unknown\n"
    )


def test_what_is_missing_is_a_finding_and_its_lines_stay_below_each_other(
    answer: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    answer.setattr(doctor, "examination_of", lambda stack, region: LACKING)
    assert cli.main(["doctor", "--stack", "tagboat"]) == 1
    assert capfd.readouterr().out == (
        "missing  rules         Two mistakes:\n"
        "                         a^[[31m\n"
        "                         b\n"
        "\n0 ok, 1 missing, 0 unknown\n"
    )


def test_verdicts_are_coloured_where_that_is_asked_for(
    answer: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    cli.main(["doctor", "--stack", "tagboat", "--color", "always"])
    assert "\x1b[32mok     \x1b[m  read" in capfd.readouterr().out


def test_json_is_the_examination(
    answer: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "--stack", "tagboat", "--json"]) == 0
    assert json.loads(capfd.readouterr().out) == {
        "git_host": "github",
        "infra_repository": "owner/infra",
        "branch": "main",
        "checks": [
            {"subject": "read", "verdict": "ok", "says": "main can be read."},
            {"subject": "commit", "verdict": "unknown", "says": "Who knows?"},
        ],
    }


def test_a_stack_that_cannot_be_asked_is_misuse(
    answer: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(stack: str, region: str | None) -> Examination:
        raise CannotAsk(f"no {stack} in {region}")

    answer.setattr(doctor, "examination_of", refuse)
    assert cli.main(["doctor", "--stack", "tagboat", "--region", "eu-west-1"]) == 2
    out, err = capfd.readouterr()
    assert (out, err) == ("", "tagboat: no tagboat in eu-west-1\n")
