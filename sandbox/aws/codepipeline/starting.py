"""Executions are started."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.callers import current_caller
from sandbox.aws.codepipeline.declaration import source_actions
from sandbox.aws.codepipeline.errors import pipeline_error
from sandbox.aws.codepipeline.pipeline import Pipeline
from sandbox.aws.codepipeline.service import Pipelines, defaults_of
from sandbox.aws.errors import NotSupported

type Input = Mapping[str, Any]
type Output = dict[str, Any]


class Starting:
    """The operation that starts executions."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._all, self._engine = pipelines, pipelines.engine
        self.operations: Mapping[str, Callable[[Input], Output]] = {
            "StartPipelineExecution": self._start,
        }

    def _start(self, asked: Input) -> Output:
        with self._engine.changed:
            pipeline = self._all.find(asked["name"])
            token = asked.get("clientRequestToken")
            if token in pipeline.started_by_token:
                return {"pipelineExecutionId": pipeline.started_by_token[token].id}
            started = self._all.start(
                pipeline,
                ("StartPipelineExecution", current_caller()),
                overrides_of(pipeline, asked.get("sourceRevisions", [])),
                values_of(pipeline, asked.get("variables", [])),
            )
            if token is not None:
                pipeline.started_by_token[token] = started
            return {"pipelineExecutionId": started.id}


def values_of(pipeline: Pipeline, given: list[Mapping[str, str]]) -> dict[str, str]:
    """The values of the pipeline's variables for an execution.

    Raises:
        AwsError: `ValidationException`, for one that is not declared, or that has no value.
    """
    declared = {one["name"] for one in pipeline.declaration.get("variables", [])}
    values = defaults_of(pipeline)
    for one in given:
        if one["name"] not in declared:
            raise pipeline_error(
                "ValidationException", f"{pipeline.name} declares no variable {one['name']}"
            )
        values[one["name"]] = one["value"]
    if missing := sorted(declared - values.keys()):
        raise pipeline_error(
            "ValidationException", f"The variables {', '.join(missing)} have no value"
        )
    return values


def overrides_of(pipeline: Pipeline, revisions: list[Mapping[str, str]]) -> dict[str, str]:
    """Source action -> the commit that it is to take in place of its branch's tip.

    Raises:
        AwsError: `ValidationException`, for an action that is no source.
        NotSupported: A revision that is not a commit.
    """
    known = source_actions(pipeline.declaration)
    for one in revisions:
        if one["actionName"] not in known:
            raise pipeline_error(
                "ValidationException",
                f"{pipeline.name} has no source action named {one['actionName']}",
            )
        if one["revisionType"] != "COMMIT_ID":
            raise NotSupported(f"sourceRevisions of the type {one['revisionType']} (codepipeline)")
    return {one["actionName"]: one["revisionValue"] for one in revisions}
