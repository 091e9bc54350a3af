"""What an operator sees: one log line for each push and rule, and metrics."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tagboat.core.errors import Defect, PermanentError, Throttled, UnusableEvent
from tagboat.core.outcome_record import record_of
from tagboat.core.outcomes import Kind, Outcome
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
        cause = outcome.error.__cause__ if isinstance(outcome.error, Defect) else None
        write("Outcome", extra=msgspec.to_builtins(record_of(outcome)), exc_info=cause)

    def _count(self, result: Result) -> None:
        outcomes = result.outcomes
        # These first: Powertools flushes at a hundred values, and warns if then nothing is left.
        for seconds in self._push_to_commit(outcomes):
            self._metrics.add_metric("PushToCommit", MetricUnit.Seconds, seconds)
        self._add("Pushes", _pushes(outcomes))
        self._add("Commits", len(result.commits))
        self._add("PullRequests", len(result.pull_requests))
        self._add("Conflicts", result.conflicts)
        self._add("Held", _pushes(o for o in outcomes if o.kind is Kind.HELD))
        self._add("Failures", _pushes(o for o in outcomes if o.failed))
        self._add(
            "PermanentFailures", _pushes(o for o in outcomes if isinstance(o.error, PermanentError))
        )
        self._add("Throttled", _pushes(o for o in outcomes if isinstance(o.error, Throttled)))
        self._metrics.flush_metrics()

    def _add(self, name: str, count: int) -> None:
        self._metrics.add_metric(name, MetricUnit.Count, count)

    def _push_to_commit(self, outcomes: Sequence[Outcome]) -> list[float]:
        now = self._clock()
        written = {outcome.push for outcome in outcomes if outcome.kind is Kind.WRITTEN}
        return [max(0.0, (now - push.pushed_at).total_seconds()) for push in written]


def _pushes(outcomes: Iterable[Outcome]) -> int:
    return len({outcome.push for outcome in outcomes})
