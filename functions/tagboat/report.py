"""What an operator sees: one log line for each push and rule, and metrics."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tagboat.core.errors import Defect, UnusableEvent
from tagboat.core.outcomes import Kind, Outcome
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

    def _log(self, outcome: Outcome) -> None:
        write = self._logger.error if outcome.failed else self._logger.info
        cause = outcome.error.__cause__ if isinstance(outcome.error, Defect) else None
        write("Outcome", extra=_fields(outcome), exc_info=cause)

    def _count(self, result: Result) -> None:
        pushes = {outcome.push for outcome in result.outcomes}
        failed = {outcome.push for outcome in result.outcomes if outcome.failed}
        # These first: Powertools flushes at a hundred values, and warns if then nothing is left.
        for seconds in self._push_to_commit(result.outcomes):
            self._metrics.add_metric("PushToCommit", MetricUnit.Seconds, seconds)
        self._add("Pushes", len(pushes))
        self._add("Commits", len(result.commits))
        self._add("PullRequests", len(result.pull_requests))
        self._add("Conflicts", result.conflicts)
        self._add("Failures", len(failed))
        self._metrics.flush_metrics()

    def _add(self, name: str, count: int) -> None:
        self._metrics.add_metric(name, MetricUnit.Count, count)

    def _push_to_commit(self, outcomes: Sequence[Outcome]) -> list[float]:
        now = self._clock()
        written = {outcome.push for outcome in outcomes if outcome.kind is Kind.WRITTEN}
        return [max(0.0, (now - push.pushed_at).total_seconds()) for push in written]


def _fields(outcome: Outcome) -> dict[str, Any]:
    push = outcome.push
    return {
        "outcome": outcome.kind.value,
        "reason": outcome.reason,
        "error": type(outcome.error).__name__ if outcome.error else None,
        "rule": outcome.rule,
        "commit": outcome.commit,
        "pull_request": outcome.pull_request,
        "push": {
            "id": push.id,
            "account": push.account,
            "region": push.region,
            "repository": push.repository,
            "tag": push.tag,
            "digest": push.digest,
            "pushed_at": push.pushed_at.isoformat(),
        },
    }
