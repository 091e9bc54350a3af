"""What an operator sees: the schema of a log line, and the metrics as CloudWatch reads them."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from aws_lambda_powertools import Logger, Metrics

from tagboat.core.errors import BranchProtected, Defect, HostUnavailable, Throttled, UnusableEvent
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.reconciled import reconciled
from tagboat.core.reconciling import Missed
from tagboat.outcome_events import Untold
from tagboat.push_queue import Message
from tagboat.report import Report
from tagboat.updating.progress import Result
from tests.image_pushes import NOON, image_push

ENVELOPE = {"level", "location", "message", "timestamp", "service"}


class Reported:
    """A report, and what it has written."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._log = io.StringIO()
        self._capsys = capsys
        logger = Logger(service=uuid4().hex, stream=self._log)  # its name: loggers are shared
        metrics = Metrics(namespace="Tagboat", service="tagboat")
        self.report = Report(logger, metrics, clock=lambda: NOON + timedelta(seconds=30))

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.getvalue().splitlines()]

    def metrics(self) -> dict[str, list[float]]:
        """Values by name; checks on the way that CloudWatch would take them."""
        values: dict[str, list[float]] = {}
        for line in self._capsys.readouterr().out.splitlines():
            blob = json.loads(line)
            (described,) = blob["_aws"]["CloudWatchMetrics"]
            assert described["Namespace"] == "Tagboat"
            assert described["Dimensions"] == [["service"]]
            assert blob["service"] == "tagboat"
            for metric in described["Metrics"]:
                unit = "Seconds" if metric["Name"] == "PushToCommit" else "Count"
                assert metric["Unit"] == unit
                assert len(blob[metric["Name"]]) <= 100
                values.setdefault(metric["Name"], []).extend(blob[metric["Name"]])
        return values


@pytest.fixture
def reported(
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Reported]:
    yield Reported(capsys)
    Metrics(namespace="Tagboat").clear_metrics()


def outcome(tag: str = "1.0", kind: Kind = Kind.WRITTEN, **fields: Any) -> Outcome:
    known: dict[str, Any] = {"push": image_push(tag), "rule": "web", "reason": "because"}
    return Outcome(kind=kind, **known | fields)


def test_an_outcome_is_one_line_with_all_that_is_known(reported: Reported) -> None:
    written = outcome(commit="c0ffee", reason="the newest build")
    reported.report.of_result(Result((written,), ("c0ffee",)))
    (line,) = reported.lines
    assert set(line) == ENVELOPE | {"outcome", "reason", "rule", "commit", "push"}
    assert (line["level"], line["message"]) == ("INFO", "Outcome")
    assert (line["outcome"], line["reason"]) == ("written", "the newest build")
    assert (line["rule"], line["commit"]) == ("web", "c0ffee")
    push = image_push("1.0")
    assert line["push"] == {
        "id": push.id,
        "account": "123456789012",
        "region": "us-east-1",
        "repository": "team/web",
        "tag": "1.0",
        "digest": push.digest,
        "pushed_at": "2026-03-02T12:00:00+00:00",
    }


def test_what_is_proposed_has_the_address_of_its_pull_request(reported: Reported) -> None:
    proposed = outcome(kind=Kind.PROPOSED, pull_request="https://git.example.com/pull/1")
    reported.report.of_result(Result((proposed,)))
    (line,) = reported.lines
    assert line["pull_request"] == "https://git.example.com/pull/1"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.FAILED])
def test_what_did_not_fail_is_information(reported: Reported, kind: Kind) -> None:
    reported.report.of_result(Result((outcome(kind=kind, rule=None),)))
    (line,) = reported.lines
    assert set(line) == ENVELOPE | {"outcome", "reason", "push"}
    assert (line["level"], line["outcome"]) == ("INFO", kind.value)


def test_a_failure_is_an_error_with_its_kind_and_what_to_do(reported: Reported) -> None:
    error = BranchProtected("main is protected. Name another branch.")
    reported.report.of_result(Result((failure(image_push(), error, rule="web"),)))
    (line,) = reported.lines
    assert (line["level"], line["outcome"], line["error"]) == ("ERROR", "failed", "BranchProtected")
    assert line["reason"] == "main is protected. Name another branch."
    assert line["retryable"] is False
    assert "exception" not in line


def test_a_failure_that_may_pass_by_itself_says_so(reported: Reported) -> None:
    reported.report.of_result(Result((failure(image_push(), Throttled("slow down")),)))
    (line,) = reported.lines
    assert (line["error"], line["retryable"]) == ("Throttled", True)


def test_a_mistake_of_tagboat_s_own_is_told_with_where_it_happened(reported: Reported) -> None:
    defect = Defect("Tagboat failed")
    defect.__cause__ = ZeroDivisionError("division by zero")
    reported.report.of_result(Result((failure(image_push(), defect),)))
    (line,) = reported.lines
    assert (line["error"], line["exception_name"]) == ("Defect", "ZeroDivisionError")
    assert "division by zero" in line["exception"]


def test_text_from_outside_stays_within_its_line(reported: Reported) -> None:
    reason = 'two\nlines, "quotes", \x1b[31m and \ud800'
    reported.report.of_result(Result((outcome(reason=reason),)))
    (line,) = reported.lines
    assert line["reason"] == reason


COUNTS = ["Pushes", "Commits", "PullRequests", "Conflicts"]
COUNTS += ["Held", "Failures", "PermanentFailures", "Throttled"]


def test_pushes_commits_conflicts_and_failures_are_counted(reported: Reported) -> None:
    error = BranchProtected("no")
    outcomes = (
        outcome("1.0"),
        outcome("1.0", rule="other"),
        outcome("0.9", Kind.OLDER, push=image_push("0.9", at=-60)),
        outcome("0.8", Kind.HELD, push=image_push("0.8")),
        outcome("0.8", Kind.HELD, push=image_push("0.8"), rule="other"),
        failure(image_push("2.0"), error, rule="web"),
        failure(image_push("2.0"), error, rule="other"),
        failure(image_push("2.1"), Throttled("slow down")),
        failure(image_push("2.2"), HostUnavailable("down")),
    )
    reported.report.of_result(Result(outcomes, ("c0ffee", "decade"), ("https://…/1",), conflicts=3))
    assert reported.metrics() == {
        "Pushes": [6],
        "Commits": [2],
        "PullRequests": [1],
        "Conflicts": [3],
        "Held": [1],
        "Failures": [3],
        "PermanentFailures": [1],
        "Throttled": [1],
        "PushToCommit": [30],
    }


def test_a_batch_without_pushes_counts_none(reported: Reported) -> None:
    reported.report.of_result(Result())
    assert reported.metrics() == {name: [0] for name in COUNTS}
    assert reported.lines == []


@pytest.mark.parametrize("count", [99, 100, 101, 250])
def test_every_push_of_a_large_batch_is_measured(reported: Reported, count: int) -> None:
    outcomes = tuple(outcome(push=image_push(at=-number)) for number in range(count))
    reported.report.of_result(Result(outcomes, ("c0ffee",)))
    metrics = reported.metrics()
    assert sorted(metrics.pop("PushToCommit")) == [30 + number for number in range(count)]
    assert metrics == {name: [0] for name in COUNTS} | {"Pushes": [count], "Commits": [1]}


def test_a_clock_that_is_behind_ecr_s_measures_no_negative_time(reported: Reported) -> None:
    reported.report.of_result(Result((outcome(push=image_push(at=45)),), ("c0ffee",)))
    assert reported.metrics()["PushToCommit"] == [0]


def test_batches_are_counted_each_on_their_own(reported: Reported) -> None:
    for _ in range(2):
        reported.report.of_result(Result((outcome(),), ("c0ffee",)))
    assert reported.metrics()["Pushes"] == [1, 1]


def test_an_unusable_event_is_told_with_its_message(reported: Reported) -> None:
    message = Message(id="m-1", receipt="secret-receipt", body="secret-body", receives=1)
    reported.report.of_unusable(message, UnusableEvent("Not a push."))
    (line,) = reported.lines
    assert set(line) == ENVELOPE | {"reason", "message_id"}
    assert (line["level"], line["message"]) == ("ERROR", "Unusable event")
    assert (line["reason"], line["message_id"]) == ("Not a push.", "m-1")


def test_events_that_were_not_put_are_told_and_counted(reported: Reported) -> None:
    reported.report.of_untold(Untold(12, "ThrottlingException: Rate exceeded"))
    (line,) = reported.lines
    assert (line["level"], line["message"]) == ("WARNING", "Outcome events were not put")
    assert (line["events"], line["reason"]) == (12, "ThrottlingException: Rate exceeded")
    assert reported.metrics() == {"LostEvents": [12]}


def reconcile(reported: Reported, *outcomes: Outcome, missed: Missed | None = None) -> None:
    result = Result(outcomes, ("c0ffee",))
    best = frozenset((str(one.rule), one.push) for one in outcomes)
    missed = missed or Missed(best=best, repositories=3)
    reported.report.of_reconcile(missed, result, reconciled(outcomes, missed))


def test_what_reconcile_has_written_is_an_outcome_like_any_other(reported: Reported) -> None:
    reconcile(reported, outcome(commit="c0ffee"))
    line, summary = reported.lines
    assert (line["level"], line["message"], line["commit"]) == ("INFO", "Outcome", "c0ffee")
    assert (summary["level"], summary["message"]) == ("INFO", "Reconciled")
    told = ("image_repositories", "healed", "drift", "failed", "waiting", "in_sync")
    assert [summary[name] for name in told] == [3, 1, 0, 0, 0, 0]
    assert (summary["missing"], summary["unknown"]) == ([], [])
    metrics = reported.metrics()
    assert {name: sum(values) for name, values in metrics.items()} == {
        "Commits": 1,
        "PullRequests": 0,
        "Conflicts": 0,
        "Healed": 1,
        "Drift": 0,
        "PermanentFailures": 0,
        "ReconcileFailures": 0,
    }


def test_what_differs_and_stays_is_a_warning_with_the_fields_of_an_outcome(
    reported: Reported,
) -> None:
    reconcile(reported, outcome(kind=Kind.HELD), outcome(kind=Kind.UNCHANGED))
    line, summary = reported.lines
    assert (line["level"], line["message"], line["outcome"]) == ("WARNING", "Drift", "held")
    assert set(line) == ENVELOPE | {"outcome", "reason", "rule", "push"}
    assert (summary["drift"], summary["in_sync"]) == (1, 1)
    assert reported.metrics()["Drift"] == [1]


def test_what_reconcile_cannot_write_until_somebody_mends_something_is_a_failure(
    reported: Reported,
) -> None:
    reconcile(reported, failure(image_push(), BranchProtected("no"), rule="web"))
    line, summary = reported.lines
    assert (line["level"], line["message"], line["error"]) == (
        "ERROR",
        "Outcome",
        "BranchProtected",
    )
    assert (summary["failed"], summary["drift"]) == (1, 0)
    metrics = reported.metrics()
    assert (metrics["PermanentFailures"], metrics["Drift"]) == ([1], [0])


def test_image_repositories_that_are_missing_are_told_and_no_failure(reported: Reported) -> None:
    reconcile(reported, missed=Missed(missing=("team/web of 1 in x",)))
    (summary,) = reported.lines
    assert (summary["level"], summary["missing"]) == ("INFO", ["team/web of 1 in x"])
    assert reported.metrics()["ReconcileFailures"] == [0]


@pytest.mark.parametrize(("let_go", "level"), [(0, "WARNING"), (2, "ERROR")])
def test_scans_that_cannot_be_looked_up_are_one_line(
    reported: Reported, let_go: int, level: str
) -> None:
    reported.report.of_failed_scans(HostUnavailable("down"), events=100, let_go=let_go)
    (line,) = reported.lines
    assert (line["level"], line["message"]) == (level, "Scans were not looked up")
    assert (line["error"], line["reason"]) == ("HostUnavailable", "down")
    assert (line["events"], line["let_go"]) == (100, let_go)


def test_images_that_cannot_be_seen_are_a_warning_and_counted(reported: Reported) -> None:
    reconcile(reported, missed=Missed(repositories=1, unknown=("no permission",)))
    (summary,) = reported.lines
    assert (summary["level"], summary["unknown"]) == ("WARNING", ["no permission"])
    assert reported.metrics()["ReconcileFailures"] == [1]


@pytest.mark.parametrize("is_last", [False, True])
def test_a_reconcile_that_fails_is_an_error_and_counted_when_it_is_not_tried_again(
    reported: Reported, is_last: bool
) -> None:
    reported.report.of_failed_reconcile(HostUnavailable("down"), is_last=is_last)
    (line,) = reported.lines
    assert (line["level"], line["message"]) == ("ERROR", "Reconcile failed")
    assert (line["error"], line["reason"]) == ("HostUnavailable", "down")
    assert line["tried_again"] is not is_last
    assert reported.metrics() == {"ReconcileFailures": [int(is_last)]}
