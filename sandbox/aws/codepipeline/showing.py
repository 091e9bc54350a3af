"""Pipelines and executions as the API shows them, by the names of botocore's model."""

from typing import Any

from sandbox.aws.codepipeline.executions import ActionRun, Execution, Revision
from sandbox.aws.codepipeline.pipeline import Pipeline

type Shown = dict[str, Any]


def known(**fields: Any) -> Shown:
    """The fields that have a value."""
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
    return known(
        pipelineName=one.pipeline,
        pipelineVersion=one.version,
        pipelineExecutionId=one.id,
        status=one.status,
        statusSummary=one.summary,
        artifactRevisions=[
            known(name=artifact.name, created=run.revision.created, **_revision(run.revision))
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
    return known(
        pipelineExecutionId=one.id,
        status=one.status,
        statusSummary=one.summary,
        startTime=one.started,
        lastUpdateTime=one.updated,
        sourceRevisions=[
            known(actionName=run.name, **_revision(run.revision))
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
    return known(
        pipelineExecutionId=one.id,
        actionExecutionId=run.id,
        pipelineVersion=one.version,
        stageName=run.stage,
        actionName=run.name,
        startTime=run.started,
        lastUpdateTime=run.updated,
        updatedBy=run.updated_by,
        status=run.status,
        input=known(
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
            "executionResult": known(
                externalExecutionId=run.external_id,
                externalExecutionSummary=run.summary,
                externalExecutionUrl=run.external_url,
                errorDetails=run.error,
            ),
            "outputVariables": run.variables,
        },
    )


def _revision(one: Revision) -> Shown:
    return {
        "revisionId": one.id,
        "revisionSummary": one.summary,
        "revisionUrl": one.url,
    }


def _artifacts(artifacts: list[Any]) -> list[Shown]:
    return [{"name": one.name, "s3location": one.location} for one in artifacts]


def _trigger(one: Execution) -> Shown:
    kind, detail = one.trigger
    return {"triggerType": kind, "triggerDetail": detail[:1024]}
