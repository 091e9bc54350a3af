"""What is held is shown by every command that decides or checks, now and at other times."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

type Tagboat = Callable[..., tuple[int, str, str]]

FREEZE = "freeze: [{from: 2026-12-20, to: 2027-01-02T08:00, timezone: Europe/Berlin}]"
CHRISTMAS = ["--at", "2026-12-24T10:00"]
BEFORE = ["--at", "2026-12-19T22:59:59Z"]
IMAGE = ["--image", "team/web", "--tag", "1.4.0"]


@pytest.fixture
def frozen(infra_repo: Path) -> Path:
    """Its development is frozen over Christmas, its production is held."""
    rules = (infra_repo / ".tagboat.yaml").read_text()
    rules = rules.replace("environment: dev", f"environment: dev\n    {FREEZE}")
    (infra_repo / ".tagboat.yaml").write_text(rules)
    (infra_repo / ".tagboat.hold").write_text("web-prod # until the audit is over\n")
    return infra_repo


def test_explain_says_why_and_until_when(tagboat: Tagboat, frozen: Path) -> None:
    code, out, _ = tagboat("explain", *IMAGE, *CHRISTMAS)
    assert code == 0
    assert (
        "accepted  web-dev   one of its images, which has to wait\n"
        "    held: frozen until 2027-01-02 08:00 CET; change 'freeze' to release it sooner\n"
    ) in out
    assert "tags/dev" in tagboat("explain", *IMAGE, *BEFORE)[1]


def test_explain_in_json_has_the_outcome(tagboat: Tagboat, frozen: Path) -> None:
    _, out, _ = tagboat("explain", *IMAGE, *CHRISTMAS, "--json")
    rule = json.loads(out)["rules"][0]
    assert (rule["verdict"], rule["outcome"], rule["changes"]) == ("accepted", "held", [])
    assert rule["outcome_reason"].startswith("frozen until 2027-01-02 08:00 CET")


def test_preview_shows_what_is_held_and_fails_nothing(tagboat: Tagboat, frozen: Path) -> None:
    code, out, _ = tagboat("preview", "--push", "team/web:v1.4.0", *CHRISTMAS)
    assert code == 0
    assert out.splitlines()[1] == (
        "held     team/web:v1.4.0  web-prod  held by .tagboat.hold, 'web-prod': until the audit is"
        " over; delete the line to release it, or the file for all"
    )
    assert out.endswith("No commit would be made.\n")


def test_apply_leaves_held_files_alone(tagboat: Tagboat, frozen: Path) -> None:
    before = (frozen / "tags/prod").read_bytes()
    assert tagboat("apply", "--push", "team/web:v1.4.0")[1].endswith("0 files are changed.\n")
    assert (frozen / "tags/prod").read_bytes() == before


def test_check_says_what_is_held_and_finds_nothing_wrong_with_it(
    tagboat: Tagboat, frozen: Path
) -> None:
    code, out, _ = tagboat("check", *CHRISTMAS)
    assert code == 0
    assert out.splitlines()[:2] == [
        (
            "rule web-prod: held by .tagboat.hold, 'web-prod': until the audit is over; delete the"
            " line to release it, or the file for all"
        ),
        "rule web-dev: frozen until 2027-01-02 08:00 CET; change 'freeze' to release it sooner",
    ]
    _, out, _ = tagboat("check", *BEFORE, "--json")
    assert len(json.loads(out)["held"]) == 1


@pytest.mark.parametrize("command", [("check",), ("explain", *IMAGE), ("preview", "--push", "a:1")])
@pytest.mark.parametrize("time", ["tomorrow", "2026-13-01", "0001-01-01T00:00+12:00"])
def test_what_is_no_time_is_a_misuse(tagboat: Tagboat, command: tuple[str, ...], time: str) -> None:
    code, _, err = tagboat(*command, "--at", time)
    assert code == 2
    assert f"--at {time}: write a time such as 2026-12-24T10:00Z." in err


@pytest.fixture
def gated(infra_repo: Path) -> Path:
    """Its development takes images once their scans have found nothing too bad."""
    rules = (infra_repo / ".tagboat.yaml").read_text()
    required = "environment: dev\n    require: {scan: {max_severity: HIGH}}"
    (infra_repo / ".tagboat.yaml").write_text(rules.replace("environment: dev", required))
    return infra_repo


REQUIRED = "; once its scan has found nothing worse than HIGH"


def test_what_a_scan_decides_is_shown_as_what_would_be_written_then(
    tagboat: Tagboat, gated: Path
) -> None:
    explained = tagboat("explain", *IMAGE)[1]
    (line,) = [one for one in explained.splitlines() if "web-dev" in one]
    assert line.endswith(REQUIRED)
    assert "tags/dev" in explained
    _, out, _ = tagboat("preview", "--push", "team/web:1.4.0", "--json")
    (outcome,) = [one for one in json.loads(out)["outcomes"] if one["rule"] == "web-dev"]
    assert outcome["outcome"] == "written"
    assert outcome["reason"].endswith(REQUIRED)


def test_check_takes_a_required_scan_for_nothing_that_is_held_now(
    tagboat: Tagboat, gated: Path
) -> None:
    code, out, _ = tagboat("check")
    assert code == 0
    assert "scan" not in out
