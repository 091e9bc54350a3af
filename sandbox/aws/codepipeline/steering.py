"""Executions are stopped and taken up again; stages are opened and closed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.callers import current_caller
from sandbox.aws.codepipeline.entering import let_in
from sandbox.aws.codepipeline.errors import pipeline_error
from sandbox.aws.codepipeline.executions import Execution
from sandbox.aws.codepipeline.pipeline import Pipeline, StageState, Transition
from sandbox.aws.codepipeline.service import Pipelines
from sandbox.aws.errors import NotSupported

type Input = Mapping[str, Any]
type Output = dict[str, Any]


class Steering:
    """The operations that change how far executions are."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._all, self._engine = pipelines, pipelines.engine
        self.operations: Mapping[str, Callable[[Input], Output]] = {
            "DisableStageTransition": self._disable,
            "EnableStageTransition": self._enable,
            "RetryStageExecution": self._retry,
            "StopPipelineExecution": self._stop,
        }

    def _stop(self, asked: Input) -> Output:
        with self._engine.changed:
            pipeline = self._all.find(asked["pipelineName"])
            execution = _stoppable(self._all, pipeline, asked["pipelineExecutionId"])
            abandon = asked.get("abandon", False)
            if execution.status == "Stopping" and not abandon:
                raise pipeline_error(
                    "DuplicatedStopRequestException",
                    f"The pipeline execution {execution.id} is already stopping",
                )
            execution.stop_reason = asked.get("reason")
            place = pipeline.place_of(execution)
            execution.become("Stopping")
            self._engine.tell.of_pipeline(pipeline.arn, execution, "Stopping")
            if abandon or place is None or place.occupant is not execution:
                self._engine.end(pipeline, execution, "Stopped")
            self._engine.changed.notify_all()
            return {"pipelineExecutionId": execution.id}

    def _retry(self, asked: Input) -> Output:
        with self._engine.changed:
            pipeline = self._all.find(asked["pipelineName"])
            stage = find_stage(pipeline, asked["stageName"])
            execution = _retryable(pipeline, stage, asked["pipelineExecutionId"])
            if asked["retryMode"] == "ALL_ACTIONS":
                execution.begun_anew.add(stage.name)
            execution.attempt += 1
            execution.become("InProgress")
            self._engine.tell.of_pipeline(pipeline.arn, execution, "Resumed")
            self._engine.begin(pipeline, execution, stage)
            return {"pipelineExecutionId": execution.id}

    def _disable(self, asked: Input) -> Output:
        with self._engine.changed:
            stage = self._inbound(asked)
            now = datetime.now(UTC)
            stage.transition = Transition(
                enabled=False, changed_by=current_caller(), changed_at=now, reason=asked["reason"]
            )
        return {}

    def _enable(self, asked: Input) -> Output:
        with self._engine.changed:
            stage = self._inbound(asked)
            now = datetime.now(UTC)
            stage.transition = Transition(changed_by=current_caller(), changed_at=now)
            let_in(stage)
            self._engine.changed.notify_all()
        return {}

    def _inbound(self, asked: Input) -> StageState:
        if asked["transitionType"] != "Inbound":
            raise NotSupported("outbound transitions of stages (codepipeline)")
        return find_stage(self._all.find(asked["pipelineName"]), asked["stageName"])


def find_stage(pipeline: Pipeline, name: str) -> StageState:
    """A stage of a pipeline.

    Raises:
        AwsError: `StageNotFoundException`.
    """
    if name not in pipeline.stages:
        raise pipeline_error(
            "StageNotFoundException", f"Pipeline '{pipeline.name}' has no stage named '{name}'"
        )
    return pipeline.stages[name]


def _stoppable(pipelines: Pipelines, pipeline: Pipeline, id_: str) -> Execution:
    for execution in pipeline.running():
        if execution.id == id_:
            return execution
    raise pipeline_error(
        "PipelineExecutionNotStoppableException",
        f"The pipeline execution {id_} of {pipeline.name} in {pipelines.region} is not running",
    )


def _retryable(pipeline: Pipeline, stage: StageState, id_: str) -> Execution:
    latest = stage.latest
    if latest is None or latest.id != id_:
        raise pipeline_error(
            "NotLatestPipelineExecutionException",
            f"The latest execution of the stage {stage.name} is not {id_}",
        )
    if stage.status not in ("Failed", "Stopped") or not latest.has_ended:
        raise pipeline_error(
            "StageNotRetryableException", f"The stage {stage.name} has not failed in {id_}"
        )
    if latest.version != pipeline.declaration["version"]:
        raise pipeline_error(
            "StageNotRetryableException",
            f"The structure of {pipeline.name} has changed since {id_} was started",
        )
    return latest
