"""What failed in an execution of a pipeline."""

from typing import TYPE_CHECKING

from msgspec import Struct

from tagboat.meta_pipeline.aws.errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_codepipeline import CodePipelineClient


class FailedAction(Struct, frozen=True):
    """An action that failed, and what it says of it."""

    stage: str
    action: str
    says: str


class FailedActions:
    """The failed actions of executions, in the client's account and region."""

    def __init__(self, client: "Callable[[], CodePipelineClient]") -> None:
        """Keep what makes the client when it is first needed."""
        self._client = client

    def of(self, pipeline: str, execution: str) -> list[FailedAction]:
        """The actions that failed in an execution.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        pages = self._client().get_paginator("list_action_executions")
        with translated("CodePipeline"):
            details = [
                detail
                for page in pages.paginate(
                    pipelineName=pipeline, filter={"pipelineExecutionId": execution}
                )
                for detail in page["actionExecutionDetails"]
            ]
        failed = [detail for detail in details if detail["status"] == "Failed"]
        results = [detail.get("output", {}).get("executionResult", {}) for detail in failed]
        return [
            FailedAction(
                detail["stageName"],
                detail["actionName"],
                result.get("errorDetails", {}).get("message")
                or result.get("externalExecutionSummary")
                or "CodePipeline does not say why.",
            )
            for detail, result in zip(failed, results, strict=True)
        ]
