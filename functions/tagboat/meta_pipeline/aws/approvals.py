"""Approvals that wait in the meta pipeline, and answering them."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from msgspec import Struct

from tagboat.core.meta_pipeline.pipeline_event import ApprovalWaits
from tagboat.meta_pipeline.aws.errors import code_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_codepipeline import CodePipelineClient

_LONGEST_SUMMARY = 512
_OVER = {"Abandoned", "Failed", "Succeeded"}
_ANSWERED = {"ApprovalAlreadyCompletedException", "InvalidApprovalTokenException"}


class Approval(Struct, frozen=True, kw_only=True):
    """An approval that waits for somebody."""

    pipeline: str
    stage: str
    action: str
    execution: str
    token: str


class Approvals:
    """The manual approvals of pipelines, in the client's account and region."""

    def __init__(self, client: "Callable[[], CodePipelineClient]") -> None:
        """Keep what makes the client when it is first needed."""
        self._client = client

    def waiting(self, event: ApprovalWaits) -> Approval | None:
        """The approval that an event tells of; None if it is not shown, or waits no longer.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        with translated("CodePipeline"):
            answer = self._client().get_pipeline_state(name=event.pipeline)
        for state in answer["stageStates"]:
            latest = state.get("latestExecution", {}).get("pipelineExecutionId")
            if state["stageName"] != event.stage or latest != event.execution:
                continue
            for action in state.get("actionStates", ()):
                found = action.get("latestExecution", {})
                if (
                    action["actionName"] == event.action
                    and found.get("status") == "InProgress"
                    and found.get("token")
                ):
                    return Approval(
                        pipeline=event.pipeline,
                        stage=event.stage,
                        action=event.action,
                        execution=event.execution,
                        token=found["token"],
                    )
        return None

    def is_over(self, event: ApprovalWaits) -> bool:
        """Whether the approval of this very execution was answered, or ended without an answer.

        The state of the pipeline does not say so: once another execution is in the stage it shows
        that one's approval, and until this one's begins the one before. Of a stage that was
        retried the newest run counts, which is listed first.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        pages = self._client().get_paginator("list_action_executions")
        with translated("CodePipeline"):
            statuses = (
                detail["status"]
                for page in pages.paginate(
                    pipelineName=event.pipeline, filter={"pipelineExecutionId": event.execution}
                )
                for detail in page["actionExecutionDetails"]
                if (detail["stageName"], detail["actionName"]) == (event.stage, event.action)
            )
            return next(statuses, "") in _OVER

    def approve(self, approval: Approval, summary: str) -> bool:
        """Approve; False if CodePipeline says that somebody has answered already.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        with translated("CodePipeline"):
            try:
                self._client().put_approval_result(
                    pipelineName=approval.pipeline,
                    stageName=approval.stage,
                    actionName=approval.action,
                    token=approval.token,
                    result={"summary": summary[:_LONGEST_SUMMARY], "status": "Approved"},
                )
            except ClientError as error:
                if code_of(error) in _ANSWERED:
                    return False
                raise
        return True
