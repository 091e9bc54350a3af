"""What an action does: its role, its inputs, its work and what comes of it."""

import traceback
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.codepipeline import variables
from sandbox.aws.codepipeline.acting import SERVICE, ActingRole, trusts
from sandbox.aws.codepipeline.action_type import Done, Job
from sandbox.aws.codepipeline.action_types import type_of
from sandbox.aws.codepipeline.artifacts import ArtifactStore, place_for
from sandbox.aws.codepipeline.engine import Engine
from sandbox.aws.codepipeline.errors import Abandoned, ActionFailed
from sandbox.aws.codepipeline.executions import ActionRun, Artifact, Declared, Execution
from sandbox.aws.codepipeline.pipeline import Pipeline
from sandbox.aws.errors import AwsError, NotSupported

_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError")


def perform(engine: Engine, pipeline: Pipeline, execution: Execution, run: ActionRun) -> None:
    """Carry an action out, and let its run be over; a mistake of the sandbox fails it too."""
    try:
        done = _carried_out(engine, pipeline, execution, run)
    except Abandoned:
        return
    except ActionFailed as failure:
        _fail(engine, pipeline, execution, run, failure)
    except ClientError as error:
        _fail(engine, pipeline, execution, run, _as_failure(error))
    except AwsError as error:
        _fail(engine, pipeline, execution, run, ActionFailed(error.message, "ConfigurationError"))
    except NotSupported as refusal:
        _fail(engine, pipeline, execution, run, ActionFailed(str(refusal), "ConfigurationError"))
    except Exception as error:  # noqa: BLE001 - an action that does not end would look like a success
        traceback.print_exc()
        _fail(engine, pipeline, execution, run, ActionFailed(repr(error), "InternalError"))
    else:
        _succeed(engine, pipeline, execution, run, done)


def _carried_out(engine: Engine, pipeline: Pipeline, execution: Execution, run: ActionRun) -> Done:
    role = _role_of(engine, execution, run.action)
    _prepare(engine, pipeline, execution, run)
    encryption = execution.declaration["artifactStore"].get("encryptionKey", {})

    def note(**fields: Any) -> None:
        with engine.changed:
            engine.require_wanted(execution)
            for name, value in fields.items():
                setattr(run, name, value)
            engine.changed.notify_all()

    job = Job(
        run=run,
        execution=execution,
        pipeline_arn=pipeline.arn,
        role=role,
        store=ArtifactStore(role, encryption.get("id")),
        wait_for=lambda holds, seconds=None: engine.wait_for(execution, holds, seconds),
        note=note,
        services=engine.where.services,
    )
    return type_of(run.action["actionTypeId"]).run(job)


def _prepare(engine: Engine, pipeline: Pipeline, execution: Execution, run: ActionRun) -> None:
    """Give the run its configuration and its artifacts, as far as they are known by now."""
    with engine.changed:
        engine.require_wanted(execution)
        named = run.action["inputArtifacts"]
        run.inputs = [
            execution.artifacts[one["name"]] for one in named if one["name"] in execution.artifacts
        ]
        run.outputs = [
            place_for(one["name"], pipeline.name, pipeline.bucket)
            for one in run.action["outputArtifacts"]
        ]
        run.configuration = variables.resolved(run.action["configuration"], variables.of(execution))
        if len(run.inputs) < len(named):
            raise ActionFailed("An input artifact has not been made", "ConfigurationError")


def _role_of(engine: Engine, execution: Execution, action: Declared) -> ActingRole:
    """The pipeline's role, or the action's own, which that one assumes."""
    arn = execution.declaration["roleArn"]
    where = engine.where
    source = f"arn:aws:codepipeline:{where.region}:{where.account}:{execution.pipeline}"
    if not trusts(arn, "Service", (SERVICE,), source):
        message = f"AWS CodePipeline is not authorized to perform AssumeRole on role {arn}"
        raise ActionFailed(message, "PermissionError")
    role = ActingRole(arn, execution.id, where.region, where.url, where.log)
    own = action.get("roleArn")
    if own is None:
        return role
    role.require("sts:AssumeRole", own)
    if not trusts(own, "AWS", (arn, f"arn:aws:iam::{where.account}:root", where.account)):
        message = f"The role {arn} is not authorized to perform AssumeRole on role {own}"
        raise ActionFailed(message, "PermissionError")
    return ActingRole(own, execution.id, where.region, where.url, where.log)


def _succeed(
    engine: Engine, pipeline: Pipeline, execution: Execution, run: ActionRun, done: Done
) -> None:
    with engine.changed:
        if engine.has_stopped or execution.has_ended:
            return
        run.summary = done.summary or run.summary
        run.external_id = done.external_id or run.external_id
        run.external_url = done.external_url or run.external_url
        run.variables, run.revision = done.variables, done.revision
        for artifact in run.outputs:
            execution.artifacts[artifact.name] = _with_revision(artifact, done)
        if namespace := run.action.get("namespace"):
            execution.namespaces[namespace] = done.variables
        engine.end_run(pipeline, execution, run, "Succeeded")


def _with_revision(artifact: Artifact, done: Done) -> Artifact:
    revision = done.revision.id if done.revision else None
    return Artifact(artifact.name, artifact.bucket, artifact.key, revision)


def _fail(
    engine: Engine, pipeline: Pipeline, execution: Execution, run: ActionRun, failure: ActionFailed
) -> None:
    with engine.changed:
        if engine.has_stopped or execution.has_ended:
            return
        run.error = {"code": failure.code, "message": failure.message[:5000]}
        run.summary = (failure.summary or failure.message)[:2048]
        run.external_id = failure.external_id or run.external_id
        engine.end_run(pipeline, execution, run, "Failed")


def _as_failure(error: ClientError) -> ActionFailed:
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    return ActionFailed(message, "PermissionError" if code in _DENIED else "ConfigurationError")
