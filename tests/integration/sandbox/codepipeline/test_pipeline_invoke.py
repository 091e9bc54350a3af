"""Functions get jobs as AWS gives them, and decide how their actions end."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import (
    Action,
    Workshop,
    action,
    approval,
    eventually,
    stage,
)

type Jobs = Callable[[str], Workshop]

PREAMBLE = """
import boto3, io, json, zipfile
pipelines = boto3.client("codepipeline")

def succeed(job, **more):
    pipelines.put_job_success_result(jobId=job["id"], **more)

def fail(job, **more):
    pipelines.put_job_failure_result(jobId=job["id"], failureDetails=more)

def s3(job):
    keys = job["data"]["artifactCredentials"]
    return boto3.client("s3", aws_access_key_id=keys["accessKeyId"],
        aws_secret_access_key=keys["secretAccessKey"], aws_session_token=keys["sessionToken"])

def place(artifact):
    where = artifact["location"]["s3Location"]
    return {"Bucket": where["bucketName"], "Key": where["objectKey"]}

def handler(event, context):
    job = event["CodePipeline.job"]
    data = job["data"]
"""


@pytest.fixture
def jobs(workshop: Workshop) -> Iterator[Jobs]:
    """A function whose lines handle a job."""
    client = workshop.aws.client("lambda")

    def jobs(lines: str) -> Workshop:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            indented = "\n".join(f"    {line}" for line in lines.strip().splitlines())
            module = zipfile.ZipInfo("app.py")
            module.external_attr = 0o644 << 16
            archive.writestr(module, PREAMBLE + indented)
        rights = ["codepipeline:PutJob*", "codepipeline:GetJobDetails", "logs:*"]
        role = workshop.make_role(
            f"{workshop.name}-job",
            "lambda.amazonaws.com",
            {"Effect": "Allow", "Action": rights, "Resource": "*"},
        )
        client.create_function(
            FunctionName=workshop.name,
            Runtime="python3.13",
            Handler="app.handler",
            Timeout=20,
            Role=role,
            Code={"ZipFile": packed.getvalue()},
        )
        return workshop

    yield jobs
    client.delete_function(FunctionName=workshop.name)


def invoke(workshop: Workshop, parameters: str = "parameters", **more: Any) -> Action:
    configuration = {"FunctionName": workshop.name, "UserParameters": parameters}
    return action("Job", "Invoke", "Lambda", configuration, inputs=["Code"], **more)


def test_a_function_reads_the_artifact_and_gives_variables(jobs: Jobs) -> None:
    workshop = jobs("""
body = s3(job).get_object(**place(data["inputArtifacts"][0]))["Body"].read()
text = zipfile.ZipFile(io.BytesIO(body)).read("folder/file").decode()
succeed(job, outputVariables={"Text": text, "Given": data["actionConfiguration"]["configuration"]
    ["UserParameters"]}, executionDetails={"summary": "Read it", "externalExecutionId": "me"})
""")
    asked = approval(configuration={"CustomData": "#{job.Text} #{job.Given}"})
    id_ = workshop.create(
        workshop.source(),
        stage("Job", invoke(workshop, "of #{source.BranchName}", namespace="job")),
        stage("Ask", asked),
    )
    workshop.token("Ask")
    assert workshop.latest("Ask", "Approve")["summary"] == "content of main"
    output = workshop.run_of(id_, "Job")["output"]
    assert output["outputVariables"] == {"Text": "content", "Given": "of main"}
    assert output["executionResult"] == {
        "externalExecutionSummary": "Read it",
        "externalExecutionId": "me",
    }


def test_a_function_fills_an_output_artifact(jobs: Jobs) -> None:
    workshop = jobs("""
packed = io.BytesIO()
zipfile.ZipFile(packed, "w").writestr("made", "by the function")
s3(job).put_object(**place(data["outputArtifacts"][0]), Body=packed.getvalue())
succeed(job)
""")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop, outputs=["Made"])))
    assert workshop.ended(id_) == "Succeeded"
    made = workshop.artifact(workshop.run_of(id_, "Job"))
    assert made.read("made") == b"by the function"


def test_the_credentials_are_for_the_artifacts_and_nothing_else(jobs: Jobs) -> None:
    workshop = jobs("""
where = place(data["inputArtifacts"][0])
try:
    s3(job).get_object(Bucket=where["Bucket"], Key="another")
except Exception as error:
    succeed(job, outputVariables={"Said": str(error)})
""")
    workshop.aws.client("s3").put_object(Bucket=workshop.name, Key="another", Body=b"secret")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    said = workshop.run_of(id_, "Job")["output"]["outputVariables"]["Said"]
    assert "no session policy allows the s3:GetObject action" in said


def test_the_event_is_the_documented_one(jobs: Jobs) -> None:
    workshop = jobs("""
del data["artifactCredentials"]
succeed(job, outputVariables={"Event": json.dumps(event)})
""")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    run = workshop.run_of(id_, "Job")
    job = json.loads(run["output"]["outputVariables"]["Event"])["CodePipeline.job"]
    assert job.pop("id")
    where = run["input"]["inputArtifacts"][0]["s3location"]
    assert job == {
        "accountId": "123456789012",
        "data": {
            "actionConfiguration": {
                "configuration": {
                    "FunctionName": workshop.name,
                    "UserParameters": "parameters",
                }
            },
            "inputArtifacts": [
                {
                    "name": "Code",
                    "revision": workshop.git.head("main"),
                    "location": {
                        "type": "S3",
                        "s3Location": {"bucketName": where["bucket"], "objectKey": where["key"]},
                    },
                }
            ],
            "outputArtifacts": [],
        },
    }


def test_a_function_fails_its_action_in_its_own_words(jobs: Jobs) -> None:
    workshop = jobs('fail(job, type="ConfigurationError", message="No such stack")')
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Failed"
    assert workshop.error_of(id_, "Job") == {
        "code": "ConfigurationError",
        "message": "No such stack",
    }


def test_a_job_that_goes_on_gets_its_token_again(jobs: Jobs) -> None:
    workshop = jobs("""
token = data.get("continuationToken")
if token == "two":
    succeed(job, executionDetails={"summary": "Done"})
else:
    details = {"summary": "Working", "percentComplete": 50}
    succeed(job, continuationToken="two" if token else "one", executionDetails=details)
""")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    invocations = workshop.aws.functions.invocations
    eventually(lambda: len(invocations(workshop.name)) == 3, "three invocations end")
    latest = workshop.latest("Job", "Job")
    assert (latest["summary"], latest["percentComplete"]) == ("Done", 50)


def test_a_job_that_nobody_answers_fails_when_its_time_is_up(jobs: Jobs) -> None:
    workshop = jobs("pass")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    invocations = workshop.aws.functions.invocations
    eventually(lambda: invocations(workshop.name), "the function has run")
    workshop.aws.pipelines.answers.expire()
    assert workshop.ended(id_) == "Failed"
    assert "PutJobSuccessResult" in workshop.error_of(id_, "Job")["message"]


def test_the_role_must_be_allowed_to_invoke_the_function(jobs: Jobs) -> None:
    workshop = jobs("succeed(job)")
    workshop.grant(
        workshop.name, {"Effect": "Allow", "Action": ["codecommit:*", "s3:*"], "Resource": "*"}
    )
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Job")
    assert error["code"] == "PermissionError"
    assert "lambda:InvokeFunction" in error["message"]
    assert workshop.aws.functions.invocations(workshop.name) == []


def test_a_function_that_is_not_there_fails_the_action(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Failed"
    assert workshop.error_of(id_, "Job")["code"] == "ConfigurationError"


def test_a_job_is_answered_once(jobs: Jobs) -> None:
    workshop = jobs("""
succeed(job)
try:
    succeed(job)
except pipelines.exceptions.InvalidJobStateException:
    print("refused as it should be")
""")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    logs = workshop.aws.functions.logs
    eventually(lambda: logs(workshop.name), "the function has run")
    assert any("refused as it should be" in line for line in logs(workshop.name))
    with pytest.raises(ClientError, match="JobNotFoundException"):
        workshop.client.put_job_success_result(jobId=str(uuid4()))


def test_the_details_of_a_job_can_be_asked_for(jobs: Jobs) -> None:
    workshop = jobs("""
details = pipelines.get_job_details(jobId=job["id"])["jobDetails"]
same = details["data"]["inputArtifacts"] == data["inputArtifacts"]
context = details["data"]["pipelineContext"]
succeed(job, outputVariables={"Same": str(same), "Execution": context["pipelineExecutionId"]})
""")
    id_ = workshop.create(workshop.source(), stage("Job", invoke(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    given = workshop.run_of(id_, "Job")["output"]["outputVariables"]
    assert given == {"Same": "True", "Execution": id_}
