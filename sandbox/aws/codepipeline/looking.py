"""What pipelines do and have done."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.codepipeline import showing, showing_state
from sandbox.aws.codepipeline.pages import page
from sandbox.aws.codepipeline.pipeline import Pipeline
from sandbox.aws.codepipeline.service import Pipelines

type Input = Mapping[str, Any]
type Output = dict[str, Any]

_A_PAGE = 100


class Looking:
    """The operations that change nothing."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._all, self._engine = pipelines, pipelines.engine
        self.operations: Mapping[str, Callable[[Input], Output]] = {
            "GetPipelineExecution": self._execution,
            "GetPipelineState": self._state,
            "ListActionExecutions": self._action_executions,
            "ListPipelineExecutions": self._executions,
        }

    def _execution(self, asked: Input) -> Output:
        with self._engine.changed:
            pipeline = self._all.find(asked["pipelineName"])
            found = self._all.find_execution(pipeline, asked["pipelineExecutionId"])
            return {"pipelineExecution": showing.execution(found)}

    def _state(self, asked: Input) -> Output:
        with self._engine.changed:
            return showing_state.state(self._all.find(asked["name"]))

    def _executions(self, asked: Input) -> Output:
        """The newest first."""
        stage = asked.get("filter", {}).get("succeededInStage", {}).get("stageName")
        with self._engine.changed:
            pipeline = self._all.find(asked["pipelineName"])
            listed = [
                showing.execution_summary(one)
                for one in reversed(pipeline.executions)
                if stage is None or stage in one.succeeded_in
            ]
        shown, token = page(listed, asked.get("maxResults", _A_PAGE), asked.get("nextToken"))
        return {"pipelineExecutionSummaries": shown, **token}

    def _action_executions(self, asked: Input) -> Output:
        """The newest first."""
        wanted = asked.get("filter", {})
        latest = wanted.get("latestInPipelineExecution", {}).get("pipelineExecutionId")
        id_ = wanted.get("pipelineExecutionId") or latest
        with self._engine.changed:
            pipeline = self._all.find(asked["pipelineName"])
            if id_ is not None:
                self._all.find_execution(pipeline, id_)
            listed = _runs(pipeline, id_, only_latest=latest is not None)
        shown, token = page(listed, asked.get("maxResults", _A_PAGE), asked.get("nextToken"))
        return {"actionExecutionDetails": shown, **token}


def _runs(pipeline: Pipeline, id_: str | None, *, only_latest: bool) -> list[Output]:
    shown, seen = [], set()
    for execution in reversed(pipeline.executions):
        if id_ not in (None, execution.id):
            continue
        for run in reversed(execution.runs):
            if not only_latest or (run.stage, run.name) not in seen:
                seen.add((run.stage, run.name))
                shown.append(showing.action_execution(execution, run))
    return shown
