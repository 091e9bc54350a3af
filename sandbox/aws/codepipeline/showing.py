"""Pipelines and executions as the API shows them, by the names of botocore's model."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.codepipeline.entering import inbound
from sandbox.aws.codepipeline.executions import ActionRun, Execution
from sandbox.aws.codepipeline.pipeline import Pipeline, StageState, Transition

type Shown = dict[str, Any]


def _known(**fields: Any) -> Shown:
    return {name: value for name, value in fields.items() if value is not None}


def summary(pipeline: Pipeline) -> Shown:
    """A pipeline in the list of all."""
    declared = pipeline.declaration
    return {
        "name": pipeline.name,
        "version": declared["version"],
        "pipelineType": declared["pipelineType"],
        "executionMode": declared["executionMode"],
        "created": pipeline.created,
        "updated": pipeline.updated,
    }


def execution(one: Execution) -> Shown:
    """`PipelineExecution`."""
    return _known(
        pipelineName=one.pipeline,
        pipelineVersion=one.version,
        pipelineExecutionId=one.id,
        status=one.status,
        statusSummary=one.summary,
        artifactRevisions=[
            _known(
                name=artifact.name,
                revisionId=run.revision.id,
                revisionSummary=run.revision.summary,
                revisionUrl=run.revision.url,
                created=run.revision.created,
            )
            for run in one.runs
            if run.revision is not None
            for artifact in run.outputs
        ],
        variables=[{"name": name, "resolvedValue": value} for name, value in one.variables.items()],
        trigger=_trigger(one),
        executionMode=one.declaration["executionMode"],
        executionType="STANDARD",
    )


def execution_summary(one: Execution) -> Shown:
    """`PipelineExecutionSummary`."""
    return _known(
        pipelineExecutionId=one.id,
        status=one.status,
        statusSummary=one.summary,
        startTime=one.started,
        lastUpdateTime=one.updated,
        sourceRevisions=[
            _known(
                actionName=run.name,
                revisionId=run.revision.id,
                revisionSummary=run.revision.summary,
                revisionUrl=run.revision.url,
            )
            for run in one.runs
            if run.revision is not None
        ],
        trigger=_trigger(one),
        stopTrigger=None if one.stop_reason is None else {"reason": one.stop_reason},
        executionMode=one.declaration["executionMode"],
        executionType="STANDARD",
    )


def action_execution(one: Execution, run: ActionRun) -> Shown:
    """`ActionExecutionDetail`."""
    return _known(
        pipelineExecutionId=one.id,
        actionExecutionId=run.id,
        pipelineVersion=one.version,
        stageName=run.stage,
        actionName=run.name,
        startTime=run.started,
        lastUpdateTime=run.updated,
        updatedBy=run.updated_by,
        status=run.status,
        input=_known(
            actionTypeId=run.action["actionTypeId"],
            configuration=run.action["configuration"],
            resolvedConfiguration=run.configuration,
            roleArn=run.action.get("roleArn"),
            region=run.action.get("region"),
            inputArtifacts=_artifacts(run.inputs),
            namespace=run.action.get("namespace"),
        ),
        output={
            "outputArtifacts": _artifacts(run.outputs),
            "executionResult": _known(
                externalExecutionId=run.external_id,
                externalExecutionSummary=run.summary,
                externalExecutionUrl=run.external_url,
                errorDetails=run.error,
            ),
            "outputVariables": run.variables,
        },
    )


def state(pipeline: Pipeline) -> Shown:
    """What GetPipelineState answers."""
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
    return _known(
        stageName=stage.name,
        inboundExecution=waiting[0] if waiting else None,
        inboundExecutions=waiting,
        inboundTransitionState=_transition(stage.transition),
        actionStates=[
            _action_state(action["name"], stage.actions.get(action["name"]))
            for action in declared["actions"]
        ],
        latestExecution=None if latest is None else _stage_execution(latest, _status(stage)),
    )


def _status(stage: StageState) -> str:
    is_stopping = stage.latest is not None and stage.latest.status == "Stopping"
    return "Stopping" if is_stopping and stage.status == "InProgress" else stage.status


def _stage_execution(one: Execution, status: str) -> Shown:
    return {"pipelineExecutionId": one.id, "status": status, "type": "STANDARD"}


def _transition(transition: Transition) -> Shown:
    return _known(
        enabled=transition.enabled,
        lastChangedBy=transition.changed_by,
        lastChangedAt=transition.changed_at,
        disabledReason=transition.reason,
    )


def _action_state(name: str, run: ActionRun | None) -> Shown:
    if run is None:
        return {"actionName": name}
    revision = run.revision
    return _known(
        actionName=name,
        currentRevision=None
        if revision is None
        else {
            "revisionId": revision.id,
            "revisionChangeId": revision.id,
            "created": revision.created,
        },
        latestExecution=_known(
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


def _artifacts(artifacts: list[Any]) -> list[Shown]:
    return [{"name": one.name, "s3location": one.location} for one in artifacts]


def _trigger(one: Execution) -> Shown:
    kind, detail = one.trigger
    return {"triggerType": kind, "triggerDetail": detail[:1024]}
