"""The Lambda action: a function is invoked, and says by CodePipeline's API how it went.

Source: AWS CodePipeline User Guide, "AWS Lambda invoke action reference" and "Invoke an AWS Lambda
function in a pipeline". The continuation of a job comes sooner here than at AWS.
"""

import json
from collections.abc import Mapping
from typing import Any, override

from botocore.exceptions import ClientError

from sandbox.aws.codepipeline.action_type import ActionType, Done, Job
from sandbox.aws.codepipeline.actions.artifact_rights import only_artifacts
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.executions import Artifact, new_id
from sandbox.aws.functions.runtime.role_clients import assume

_ONE_DAY = 24 * 60 * 60
"""Seconds until a job fails that no one answers ("Quotas in AWS CodePipeline")."""
_CONTINUED_AFTER_SECONDS = 0.2
"""AWS does not say how long it waits; it is seconds there."""
_DENIED = "AccessDeniedException"


class LambdaInvoke(ActionType):
    """A job for a function."""

    category = "Invoke"
    provider = "Lambda"
    required = frozenset({"FunctionName"})
    optional = frozenset({"UserParameters"})
    inputs = range(6)
    outputs = range(6)

    @override
    def run(self, job: Job) -> Done:
        """Invoke the function, again for each continuation, until it has said how it went."""
        continuation: str | None = None
        while True:
            answer = _asked(job, new_id(), continuation)
            if failure := answer.get("failureDetails"):
                raise ActionFailed(
                    failure["message"],
                    failure["type"],
                    external_id=failure.get("externalExecutionId"),
                )
            details = answer.get("executionDetails", {})
            continuation = answer.get("continuationToken")
            if continuation is None:
                break
            job.note(
                summary=details.get("summary"),
                percent=details.get("percentComplete"),
                external_id=details.get("externalExecutionId"),
            )
            job.wait_for(lambda: False, _CONTINUED_AFTER_SECONDS)
        return Done(
            summary=details.get("summary"),
            external_id=details.get("externalExecutionId"),
            variables=answer.get("outputVariables", {}),
        )


def _asked(job: Job, id_: str, continuation: str | None) -> Mapping[str, Any]:
    """The answer to one invocation.

    Raises:
        ActionFailed: The function cannot be invoked, or has not answered in time.
    """
    name, answers = job.configuration["FunctionName"], job.services.answers
    details = _details(job, id_, continuation)
    answer: Mapping[str, Any] | None = None
    answers.ask(id_)
    job.services.details[id_] = {**details, "data": {**details["data"], **_context(job)}}
    try:
        _invoke(job, name, details)
        job.wait_for(lambda: answers.is_over(id_), _ONE_DAY)
    finally:
        del job.services.details[id_]
        answer = answers.take(id_)
    if answer is None:
        raise ActionFailed(
            f"The AWS Lambda function {name} failed to return a result. Check the function to "
            "verify that it has permission to call the PutJobSuccessResult action and that it "
            "made a call to PutJobSuccessResult.",
        )
    return answer


def _invoke(job: Job, name: str, details: Mapping[str, Any]) -> None:
    try:
        job.role.client("lambda").invoke(
            FunctionName=name,
            InvocationType="Event",
            Payload=json.dumps({"CodePipeline.job": details}),
        )
    except ClientError as error:
        said = error.response["Error"]
        raise ActionFailed(
            f"The AWS Lambda function {name} cannot be invoked. {said['Message']}",
            "PermissionError" if said["Code"] == _DENIED else "ConfigurationError",
        ) from error


def _details(job: Job, id_: str, continuation: str | None) -> Mapping[str, Any]:
    """The event's content."""
    credentials = assume(
        job.role.arn, id_, job.role.region, policy=json.dumps(only_artifacts(job.run))
    )
    data: dict[str, Any] = {
        "actionConfiguration": {"configuration": dict(job.configuration)},
        "inputArtifacts": [_artifact(one) for one in job.run.inputs],
        "outputArtifacts": [_artifact(one) for one in job.run.outputs],
        "artifactCredentials": {
            "accessKeyId": credentials.access_key_id,
            "secretAccessKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
        },
    }
    if continuation is not None:
        data["continuationToken"] = continuation
    if key := job.execution.declaration["artifactStore"].get("encryptionKey"):
        data["encryptionKey"] = dict(key)
    return {"id": id_, "accountId": job.role.account, "data": data}


def _context(job: Job) -> Mapping[str, Any]:
    """What GetJobDetails knows beside the event."""
    action = {"name": job.run.name, "actionExecutionId": job.run.id}
    return {
        "actionTypeId": job.run.action["actionTypeId"],
        "pipelineContext": {
            "pipelineName": job.execution.pipeline,
            "stage": {"name": job.run.stage},
            "action": action,
            "pipelineArn": job.pipeline_arn,
            "pipelineExecutionId": job.execution.id,
        },
    }


def _artifact(artifact: Artifact) -> dict[str, Any]:
    location = {"bucketName": artifact.bucket, "objectKey": artifact.key}
    return {
        "name": artifact.name,
        "revision": artifact.revision,
        "location": {"type": "S3", "s3Location": location},
    }
