"""What GetPipelineState answers, by the names of botocore's model."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.codepipeline.entering import inbound
from sandbox.aws.codepipeline.executions import ActionRun, Execution
from sandbox.aws.codepipeline.pipeline import Pipeline, StageState, Transition
from sandbox.aws.codepipeline.showing import Shown, known


def state(pipeline: Pipeline) -> Shown:
    """The stages of a pipeline, and who is in them or waits for them."""
    return {
        "pipelineName": pipeline.name,
        "pipelineVersion": pipeline.declaration["version"],
        "stageStates": [
            _stage(pipeline.stages[declared["name"]], declared)
            for declared in pipeline.declaration["stages"]
        ],
        "created": pipeline.created,
        "updated": pipeline.updated,
    }


def _stage(stage: StageState, declared: Mapping[str, Any]) -> Shown:
    waiting = [_stage_execution(one, one.status) for one in inbound(stage)]
    latest = stage.latest
    return known(
        stageName=stage.name,
        inboundExecution=waiting[0] if waiting else None,
        inboundExecutions=waiting,
        inboundTransitionState=_transition(stage.transition),
        actionStates=[
            _action_state(action["name"], stage.actions.get(action["name"]))
            for action in declared["actions"]
        ],
        latestExecution=None if latest is None else _stage_execution(latest, _status(stage)),
        beforeEntryConditionState=None if stage.entry is None else _entry(*stage.entry),
    )


def _entry(status: str, summary: str) -> Shown:
    return {"latestExecution": {"status": status, "summary": summary}}


def _status(stage: StageState) -> str:
    is_stopping = stage.latest is not None and stage.latest.status == "Stopping"
    return "Stopping" if is_stopping and stage.status == "InProgress" else stage.status


def _stage_execution(one: Execution, status: str) -> Shown:
    return {"pipelineExecutionId": one.id, "status": status, "type": "STANDARD"}


def _transition(transition: Transition) -> Shown:
    return known(
        enabled=transition.enabled,
        lastChangedBy=transition.changed_by,
        lastChangedAt=transition.changed_at,
        disabledReason=transition.reason,
    )


def _action_state(name: str, run: ActionRun | None) -> Shown:
    if run is None:
        return {"actionName": name}
    revision = run.revision
    return known(
        actionName=name,
        currentRevision=None
        if revision is None
        else {
            "revisionId": revision.id,
            "revisionChangeId": revision.id,
            "created": revision.created,
        },
        latestExecution=known(
            actionExecutionId=run.id,
            status=run.status,
            summary=run.summary,
            lastStatusChange=run.updated,
            token=run.token,
            lastUpdatedBy=run.updated_by,
            externalExecutionId=run.external_id,
            externalExecutionUrl=run.external_url,
            percentComplete=run.percent,
            errorDetails=run.error,
        ),
        revisionUrl=None if revision is None else revision.url,
    )
