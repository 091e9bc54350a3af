"""Approvals that wait in the meta pipeline, and answering them."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from msgspec import Struct

from tagboat.meta_pipeline.aws_errors import code_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_codepipeline import CodePipelineClient

_LONGEST_SUMMARY = 512
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

    def waiting(self, pipeline: str, stage: str, execution: str) -> Approval | None:
        """The approval that an execution waits for in a stage; None if it waits for none.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        with translated("CodePipeline"):
            answer = self._client().get_pipeline_state(name=pipeline)
        for state in answer["stageStates"]:
            latest = state.get("latestExecution", {}).get("pipelineExecutionId")
            if state["stageName"] != stage or latest != execution:
                continue
            for action in state.get("actionStates", ()):
                found = action.get("latestExecution", {})
                if found.get("status") == "InProgress" and found.get("token"):
                    return Approval(
                        pipeline=pipeline,
                        stage=stage,
                        action=action["actionName"],
                        execution=execution,
                        token=found["token"],
                    )
        return None

    def approve(self, approval: Approval, summary: str) -> bool:
        """Approve; False if somebody has answered already.

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
