"""Events of the meta pipeline: approvals that wait, executions that failed, and nothing else."""

import json
from typing import Any

import pytest

from tagboat.core.errors import UnusableEvent
from tagboat.core.meta_pipeline.pipeline_event import (
    ApprovalWaits,
    ExecutionFailed,
    pipeline_event,
)
from tests.image_pushes import raw_event

APPROVAL: dict[str, Any] = json.loads(raw_event("codepipeline_approval_started"))
FAILED: dict[str, Any] = json.loads(raw_event("codepipeline_execution_failed"))


def test_an_approval_that_waits() -> None:
    event = pipeline_event(json.dumps(APPROVAL))
    assert event == ApprovalWaits(
        pipeline="meta",
        execution="12345678-abcd-1234-abcd-12345678abcd",
        region="us-west-2",
        stage="Update",
        action="Approve",
    )
    assert event.link.endswith("/pipelines/meta/view?region=us-west-2")


def test_an_execution_that_failed() -> None:
    assert pipeline_event(json.dumps(FAILED)) == ExecutionFailed(
        pipeline="meta", execution="12345678-abcd-1234-abcd-12345678abcd", region="us-west-2"
    )


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        (APPROVAL, {"state": "SUCCEEDED"}),
        (APPROVAL, {"type": {"category": "Invoke"}}),
        (APPROVAL, {"execution-id": None}),
        (FAILED, {"state": "SUPERSEDED"}),
    ],
)
def test_anything_else_is_unusable(event: dict[str, Any], detail: dict[str, Any]) -> None:
    with pytest.raises(UnusableEvent, match="neither an approval"):
        pipeline_event(json.dumps(event | {"detail": event["detail"] | detail}))
