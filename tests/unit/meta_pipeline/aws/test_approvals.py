"""Which approval an event tells of, and whether it is over."""

from collections.abc import Callable
from typing import Any

import pytest

from tagboat.core.meta_pipeline.pipeline_event import ApprovalWaits
from tagboat.meta_pipeline.aws.approvals import Approval, Approvals

EVENT = ApprovalWaits(
    pipeline="meta", execution="e1", region="us-east-1", stage="Update", action="Approve"
)


def state(execution: str, **latest: str) -> dict[str, Any]:
    return {
        "stageStates": [
            {
                "stageName": "Update",
                "latestExecution": {"pipelineExecutionId": execution, "status": "InProgress"},
                "actionStates": [{"actionName": "Approve", "latestExecution": latest}],
            }
        ]
    }


@pytest.mark.parametrize(
    "answer",
    [
        state("e0", status="InProgress", token="t"),
        state("e1", status="Succeeded", token="t"),
        state("e1"),
        {"stageStates": []},
    ],
)
def test_another_execution_s_approval_is_not_taken_for_this_one_s(
    stubbed: Callable[[str], Any], answer: dict[str, Any]
) -> None:
    client, answers = stubbed("codepipeline")
    answers.add_response("get_pipeline_state", answer)
    assert Approvals(client).waiting(EVENT) is None


def test_the_approval_that_waits_is_answered_by_its_token(stubbed: Callable[[str], Any]) -> None:
    client, answers = stubbed("codepipeline")
    answers.add_response("get_pipeline_state", state("e1", status="InProgress", token="t"))
    assert Approvals(client).waiting(EVENT) == Approval(
        pipeline="meta", stage="Update", action="Approve", execution="e1", token="t"
    )


@pytest.mark.parametrize(
    ("runs", "is_over"),
    [
        ([("Approve", "Succeeded")], True),
        ([("Approve", "Failed")], True),
        ([("Approve", "Abandoned")], True),
        ([("Approve", "InProgress"), ("Approve", "Failed")], False),
        ([("Review", "Succeeded")], False),
        ([], False),
    ],
)
def test_it_is_over_if_the_newest_run_in_this_execution_is(
    stubbed: Callable[[str], Any], runs: list[tuple[str, str]], *, is_over: bool
) -> None:
    client, answers = stubbed("codepipeline")
    details = [
        {"stageName": "Update", "actionName": action, "status": status} for action, status in runs
    ]
    answers.add_response(
        "list_action_executions",
        {"actionExecutionDetails": details},
        {"pipelineName": "meta", "filter": {"pipelineExecutionId": "e1"}},
    )
    assert Approvals(client).is_over(EVENT) is is_over
