"""What an operator of the meta pipeline sees: log lines, and metrics."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from tagboat.core.errors import Defect, TagboatError
from tagboat.core.meta_pipeline.branch_push import BranchPush
from tagboat.meta_pipeline.start_pipeline import Started


class MetaReport:
    """Writes to the log and to CloudWatch's metrics (embedded metric format, no request)."""

    def __init__(self, logger: Logger, metrics: Metrics) -> None:
        """Keep where to write."""
        self._logger = logger
        self._metrics = metrics

    def of_step(self, says: str, error: TagboatError | None = None) -> None:
        """Report a step of a job, and the error if it is one."""
        if error is None:
            self._logger.info("Meta pipeline", extra={"says": says})
            return
        cause = error.__cause__ if isinstance(error, Defect) else None
        extra = {"says": says, "error": type(error).__name__}
        self._logger.error("Meta pipeline", extra=extra, exc_info=cause)

    def of_push(self, push: BranchPush, started: Started) -> None:
        """Report what became of a push."""
        extra = {
            "branch": push.branch,
            "pushed": push.after,
            "path": started.path,
            "started_on": started.commit,
        }
        self._logger.info("Push", extra=extra)

    def of_failure(self, says: str) -> None:
        """Report an execution that failed, and count it for the alarm."""
        self._logger.error("Meta pipeline failed", extra={"says": says})
        self._metrics.add_metric("FailedExecutions", MetricUnit.Count, 1)
        self._metrics.flush_metrics()
