"""The pipelines of an account and region, and the engine that runs them."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.codepipeline.announcing import Announcer, Put
from sandbox.aws.codepipeline.answers import Answers
from sandbox.aws.codepipeline.engine import Engine
from sandbox.aws.codepipeline.errors import pipeline_error
from sandbox.aws.codepipeline.executions import Execution
from sandbox.aws.codepipeline.pipeline import Pipeline
from sandbox.aws.codepipeline.running import run_stage
from sandbox.aws.codepipeline.services import Services
from sandbox.aws.codepipeline.surroundings import Surroundings
from sandbox.request_log import RequestLog

_MOST_CONCURRENT = 50
"""Executions of a pipeline that run or wait ("Quotas in AWS CodePipeline")."""


class Pipelines:
    """Everything that the service keeps, until `stop`."""

    def __init__(
        self, account: str, region: str, url: str, log: RequestLog, put_event: Put
    ) -> None:
        """Begin with no pipelines.

        Args:
            account: Twelve digits.
            region: Such as `us-east-1`.
            url: The local AWS, which actions ask.
            log: Where rights that no API asks for are written down.
            put_event: Puts an event on the bus.
        """
        self.account, self.region = account, region
        self.services = Services()
        where = Surroundings(account, region, url, log, self.services)
        self.engine = Engine(where, Announcer(put_event, region), run_stage)
        self.answers = self.services.answers = Answers(self.engine.changed)
        self.pipelines: dict[str, Pipeline] = {}

    def stop(self) -> None:
        """Abandon what runs. The local AWS must still answer meanwhile."""
        self.engine.stop()

    def arn(self, name: str) -> str:
        """The ARN of a pipeline."""
        return f"arn:aws:codepipeline:{self.region}:{self.account}:{name}"

    def find(self, name: str) -> Pipeline:
        """A pipeline. To be called under the engine's lock, like all below.

        Raises:
            AwsError: `PipelineNotFoundException`.
        """
        if name not in self.pipelines:
            raise pipeline_error(
                "PipelineNotFoundException",
                f"Account '{self.account}' does not have a pipeline with name '{name}'",
            )
        return self.pipelines[name]

    def find_execution(self, pipeline: Pipeline, id_: str) -> Execution:
        """An execution of a pipeline.

        Raises:
            AwsError: `PipelineExecutionNotFoundException`.
        """
        for execution in pipeline.executions:
            if execution.id == id_:
                return execution
        raise pipeline_error(
            "PipelineExecutionNotFoundException",
            f"The pipeline execution with id '{id_}' does not exist in '{pipeline.name}'",
        )

    def start(
        self,
        pipeline: Pipeline,
        trigger: tuple[str, str],
        overrides: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        branches: Mapping[str, str] | None = None,
    ) -> Execution:
        """Begin an execution.

        Args:
            pipeline: Of what.
            trigger: Its type and its detail.
            overrides: Source action -> commit.
            variables: The values of the pipeline's variables; None for their defaults.
            branches: Source action -> branch that was pushed to.

        Raises:
            AwsError: `ConcurrentPipelineExecutionsLimitExceededException`.
        """
        if len(list(pipeline.running())) >= _MOST_CONCURRENT:
            raise pipeline_error(
                "ConcurrentPipelineExecutionsLimitExceededException",
                f"{pipeline.name} has {_MOST_CONCURRENT} executions that have not ended",
            )
        execution = Execution(
            number=len(pipeline.executions) + 1,
            pipeline=pipeline.name,
            declaration=pipeline.declaration,
            trigger=trigger,
            overrides=overrides or {},
            branches=branches or {},
            variables=defaults_of(pipeline) if variables is None else variables,
        )
        pipeline.executions.append(execution)
        self.engine.tell.of_pipeline(pipeline.arn, execution, "InProgress")
        first = pipeline.declaration["stages"][0]["name"]
        self.engine.begin(pipeline, execution, pipeline.stages[first])
        return execution


def defaults_of(pipeline: Pipeline) -> dict[str, str]:
    """The values of the pipeline's variables that have a default."""
    declared = pipeline.declaration.get("variables", [])
    return {one["name"]: one["defaultValue"] for one in declared if "defaultValue" in one}


def tags_of(listed: list[Mapping[str, Any]]) -> dict[str, str]:
    """Tags as the API has them, as a map."""
    return {tag["key"]: tag["value"] for tag in listed}
