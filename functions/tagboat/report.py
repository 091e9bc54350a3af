"""What an operator sees: one log line for each push and rule, and metrics."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tagboat.core.errors import Defect, PermanentError, TagboatError, Throttled, UnusableEvent
from tagboat.core.outcome_record import record_of
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.reconciled import Reconciled
from tagboat.core.reconciling import Missed
from tagboat.outcome_events import Untold
from tagboat.push_queue import Message
from tagboat.updating.progress import Result


class Report:
    """Writes to the log and to CloudWatch's metrics (embedded metric format, no request)."""

    def __init__(self, logger: Logger, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        """Keep where to write, and what tells the time."""
        self._logger = logger
        self._metrics = metrics
        self._clock = clock

    def of_result(self, result: Result) -> None:
        """Report what became of pushes."""
        for outcome in result.outcomes:
            self._log(outcome)
        self._count(result)

    def of_reconcile(self, missed: Missed, result: Result, found: Reconciled) -> None:
        """Report what came of comparing the registry with the infra repo.

        Args:
            missed: What was looked into.
            result: What was done.
            found: The same, sorted.
        """
        for outcome in (*found.healed, *found.failed):
            self._log(outcome)
        for outcome in (*found.drift, *found.waiting):
            extra = msgspec.to_builtins(record_of(outcome))
            self._logger.warning("Drift", extra=extra, exc_info=_defect_of(outcome))
        told = {
            "image_repositories": missed.repositories,
            "healed": len(found.healed),
            "drift": len(found.drift),
            "failed": len(found.failed),
            "waiting": len(found.waiting),
            "in_sync": found.in_sync,
            "missing": list(missed.missing),
            "unknown": list(missed.unknown),
        }
        write = self._logger.warning if missed.unknown else self._logger.info
        write("Reconciled", extra=told)
        self._count_done(result)
        self._add("Healed", len(found.healed))
        self._add("Drift", len(found.drift))
        self._add("PermanentFailures", _pushes(found.failed))
        self._add("ReconcileFailures", len(missed.unknown))
        self._metrics.flush_metrics()

    def of_failed_reconcile(self, error: TagboatError, *, is_last: bool) -> None:
        """Report that the registry could not be compared with the infra repo, or not wholly.

        Args:
            error: Why.
            is_last: Whether it is not tried again.
        """
        told = {"reason": str(error), "error": type(error).__name__, "tried_again": not is_last}
        cause = error.__cause__ if isinstance(error, Defect) else None
        self._logger.error("Reconcile failed", extra=told, exc_info=cause)
        self._add("ReconcileFailures", int(is_last))
        self._metrics.flush_metrics()

    def of_failed_scans(self, error: TagboatError, *, events: int, let_go: int) -> None:
        """Report that it could not be looked up which images were scanned.

        Args:
            error: Why.
            events: How many events tell of scans.
            let_go: How many of them are not tried again.
        """
        told = {"reason": str(error), "error": type(error).__name__}
        cause = error.__cause__ if isinstance(error, Defect) else None
        write = self._logger.error if let_go else self._logger.warning
        extra = {**told, "events": events, "let_go": let_go}
        write("Scans were not looked up", extra=extra, exc_info=cause)

    def of_unusable(self, message: Message, error: UnusableEvent) -> None:
        """Report a message that is no image push."""
        self._logger.error("Unusable event", extra={"reason": str(error), "message_id": message.id})

    def of_untold(self, untold: Untold) -> None:
        """Report events that could not be put on the bus; the log has their outcomes."""
        told = {"reason": untold.reason, "events": untold.count}
        self._logger.warning("Outcome events were not put", extra=told)
        self._add("LostEvents", untold.count)
        self._metrics.flush_metrics()

    def _log(self, outcome: Outcome) -> None:
        write = self._logger.error if outcome.failed else self._logger.info
        extra = msgspec.to_builtins(record_of(outcome))
        write("Outcome", extra=extra, exc_info=_defect_of(outcome))

    def _count(self, result: Result) -> None:
        outcomes = result.outcomes
        # These first: Powertools flushes at a hundred values, and warns if then nothing is left.
        for seconds in self._push_to_commit(outcomes):
            self._metrics.add_metric("PushToCommit", MetricUnit.Seconds, seconds)
        self._add("Pushes", _pushes(outcomes))
        self._count_done(result)
        self._add("Held", _pushes(o for o in outcomes if o.kind is Kind.HELD))
        self._add("Failures", _pushes(o for o in outcomes if o.failed))
        self._add(
            "PermanentFailures", _pushes(o for o in outcomes if isinstance(o.error, PermanentError))
        )
        self._add("Throttled", _pushes(o for o in outcomes if isinstance(o.error, Throttled)))
        self._metrics.flush_metrics()

    def _count_done(self, result: Result) -> None:
        self._add("Commits", len(result.commits))
        self._add("PullRequests", len(result.pull_requests))
        self._add("Conflicts", result.conflicts)

    def _add(self, name: str, count: int) -> None:
        self._metrics.add_metric(name, MetricUnit.Count, count)

    def _push_to_commit(self, outcomes: Sequence[Outcome]) -> list[float]:
        now = self._clock()
        written = {outcome.push for outcome in outcomes if outcome.kind is Kind.WRITTEN}
        return [max(0.0, (now - push.pushed_at).total_seconds()) for push in written]


def _defect_of(outcome: Outcome) -> BaseException | None:
    """What a mistake of Tagboat's own came from, which its traceback shows."""
    return outcome.error.__cause__ if isinstance(outcome.error, Defect) else None


def _pushes(outcomes: Iterable[Outcome]) -> int:
    return len({outcome.push for outcome in outcomes})
