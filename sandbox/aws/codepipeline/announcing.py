"""The events of executions, told in the order in which things happened, by a thread of its own.

Whoever hears of an event may ask the service something, so that none is told under its lock.
Source: AWS CodePipeline User Guide, "Monitoring CodePipeline events".
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from queue import Queue
from threading import Thread
from typing import Any

from sandbox.aws.codepipeline.executions import ActionRun, Execution

_STATES = {
    "Abandoned": "ABANDONED",
    "Cancelled": "CANCELED",
    "Failed": "FAILED",
    "InProgress": "STARTED",
    "Resumed": "RESUMED",
    "Skipped": "SKIPPED",
    "Stopped": "STOPPED",
    "Stopping": "STOPPING",
    "Succeeded": "SUCCEEDED",
    "Superseded": "SUPERSEDED",
}

type Put = Callable[[str, Mapping[str, Any], str], None]
"""Puts an event on the bus: its detail type, its detail and the pipeline's ARN."""


class Announcer:
    """Tells what it is given to, until `stop`, which waits until all is told."""

    def __init__(self, put: Put, region: str) -> None:
        self._put, self._region = put, region
        self._queue: Queue[tuple[str, Mapping[str, Any], str] | None] = Queue()
        self._thread = Thread(target=self._run, daemon=True, name="codepipeline-events")
        self._thread.start()

    def stop(self) -> None:
        """Tell the rest, and end."""
        self._queue.put(None)
        self._thread.join()

    def wait(self) -> None:
        """Wait until all that it was given is told."""
        self._queue.join()

    def of_pipeline(self, arn: str, execution: Execution, status: str) -> None:
        """The pipeline's execution has come to a status."""
        kind, detail = execution.trigger
        trigger = {"trigger-type": kind, "trigger-detail": detail}
        self._tell("Pipeline", arn, execution, status, {"execution-trigger": trigger})

    def of_stage(self, arn: str, execution: Execution, stage: str, status: str) -> None:
        """A stage's execution has come to a status."""
        self._tell("Stage", arn, execution, status, {"stage": stage})

    def of_action(self, arn: str, execution: Execution, run: ActionRun, status: str) -> None:
        """An action's execution has come to a status."""
        type_id = run.action["actionTypeId"]
        more = {
            "stage": run.stage,
            "action": run.name,
            "region": self._region,
            "type": {key: type_id[key] for key in ("owner", "category", "provider", "version")},
            **_result(run),
        }
        if artifacts := [{"name": one.name, "s3location": one.location} for one in run.outputs]:
            more["output-artifacts"] = artifacts
        self._tell("Action", arn, execution, status, more)

    def _tell(
        self, level: str, arn: str, execution: Execution, status: str, more: Mapping[str, Any]
    ) -> None:
        detail = {
            "pipeline": execution.pipeline,
            "execution-id": execution.id,
            "start-time": _time(execution.started),
            "state": _STATES[status],
            "version": execution.version,
            "pipeline-execution-attempt": execution.attempt,
            **more,
        }
        self._queue.put((f"CodePipeline {level} Execution State Change", detail, arn))

    def _run(self) -> None:
        while (told := self._queue.get()) is not None:
            try:
                self._put(*told)
            finally:
                self._queue.task_done()


def _result(run: ActionRun) -> dict[str, Any]:
    given = {
        "external-execution-id": run.external_id,
        "external-execution-url": run.external_url,
        "external-execution-summary": run.summary,
        "error-code": (run.error or {}).get("code"),
    }
    known = {key: value for key, value in given.items() if value is not None}
    return {"execution-result": known} if known else {}


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
