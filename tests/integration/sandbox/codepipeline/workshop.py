"""Pipelines as tests make them, by boto3 alone."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.aws import codecommit
from sandbox.aws.server import AwsServer

ACCOUNT = "123456789012"
DEADLINE_SECONDS = 30.0
ENDED = ("Cancelled", "Failed", "Stopped", "Succeeded", "Superseded")
type Action = dict[str, Any]
type Stage = dict[str, Any]


def action(
    name: str,
    category: str,
    provider: str,
    configuration: Mapping[str, str],
    *,
    inputs: Sequence[str] = (),
    outputs: Sequence[str] = (),
    **more: Any,
) -> Action:
    """An action of AWS, version 1."""
    return {
        "name": name,
        "actionTypeId": {
            "category": category,
            "owner": "AWS",
            "provider": provider,
            "version": "1",
        },
        "configuration": dict(configuration),
        "inputArtifacts": [{"name": one} for one in inputs],
        "outputArtifacts": [{"name": one} for one in outputs],
        **more,
    }


def approval(name: str = "Approve", configuration: Mapping[str, str] = {}, **more: Any) -> Action:
    """A manual approval."""
    return action(name, "Approval", "Manual", configuration, **more)


def stage(name: str, *actions: Action, **more: Any) -> Stage:
    """A stage."""
    return {"name": name, "actions": list(actions), **more}


def eventually[T](look: Callable[[], T | None], what: str) -> T:
    """What is seen as soon as something is; None and empty things are nothing."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {DEADLINE_SECONDS} s: {what}"
        time.sleep(0.01)
    return seen


class Workshop:
    """Everything of one test has its name."""

    def __init__(self, aws: AwsServer, name: str) -> None:
        self.aws, self.name = aws, name
        self.client = aws.client("codepipeline")
        aws.client("codecommit").create_repository(repositoryName=name)
        aws.client("s3").create_bucket(Bucket=name)
        self.git = codecommit.repository(name)
        self.git.commit({"template.json": "{}", "folder/file": "content"}, "Begin")
        self.role = self.make_role(name, "codepipeline.amazonaws.com")
        self._made: list[str] = []

    def close(self) -> None:
        """Delete the pipelines, which ends what runs in them."""
        for name in self._made:
            self.client.delete_pipeline(name=name)

    def make_role(
        self, name: str, service: str, *statements: Mapping[str, Any], **trusted: Any
    ) -> str:
        """A role that a service assumes, with all rights unless they are given."""
        iam = self.aws.client("iam")
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service, **trusted},
            "Action": "sts:AssumeRole",
        }
        role: str = iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]})
        )["Role"]["Arn"]
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        self.grant(name, *(statements or [everything]))
        return role

    def grant(self, role: str, *statements: Mapping[str, Any]) -> None:
        """Let a role do this and nothing else."""
        self.aws.client("iam").put_role_policy(
            RoleName=role,
            PolicyName="rights",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": list(statements)}),
        )

    def source(self, branch: str = "main", **more: Any) -> Stage:
        """The stage that every pipeline begins with."""
        configuration = {
            "RepositoryName": self.name,
            "BranchName": branch,
            "PollForSourceChanges": "false",
        }
        made = action(
            "Commit", "Source", "CodeCommit", configuration, outputs=["Code"], namespace="source"
        )
        return stage("Source", {**made, **more})

    def declared(self, *stages: Stage, name: str = "", **more: Any) -> dict[str, Any]:
        """A pipeline of these stages."""
        return {
            "name": name or self.name,
            "roleArn": self.role,
            "artifactStore": {"type": "S3", "location": self.name},
            "pipelineType": "V2",
            "stages": list(stages),
            **more,
        }

    def create(self, *stages: Stage, **more: Any) -> str:
        """Make a pipeline; the id of the execution that begins with it."""
        declared = self.declared(*stages, **more)
        self.client.create_pipeline(pipeline=declared)
        self._made.append(declared["name"])
        (first,) = self.executions(declared["name"])
        return str(first["pipelineExecutionId"])

    def update(self, *stages: Stage, **more: Any) -> None:
        """Give the pipeline another structure."""
        self.client.update_pipeline(pipeline=self.declared(*stages, **more))

    def start(self, **more: Any) -> str:
        """Start the pipeline; the execution's id."""
        return str(
            self.client.start_pipeline_execution(name=self.name, **more)["pipelineExecutionId"]
        )

    def executions(self, name: str = "") -> list[dict[str, Any]]:
        """The executions, newest first."""
        listed: list[dict[str, Any]] = self.client.list_pipeline_executions(
            pipelineName=name or self.name
        )["pipelineExecutionSummaries"]
        return listed

    def execution(self, id_: str) -> dict[str, Any]:
        """One execution."""
        found: dict[str, Any] = self.client.get_pipeline_execution(
            pipelineName=self.name, pipelineExecutionId=id_
        )["pipelineExecution"]
        return found

    def ended(self, id_: str) -> str:
        """The status that an execution comes to."""

        def status() -> str | None:
            now = str(self.execution(id_)["status"])
            return now if now in ENDED else None

        return eventually(status, f"the execution {id_} ends")

    def stage_state(self, name: str) -> dict[str, Any]:
        """A stage, by GetPipelineState."""
        states = self.client.get_pipeline_state(name=self.name)["stageStates"]
        return next(one for one in states if one["stageName"] == name)

    def latest(self, stage_name: str, action_name: str) -> dict[str, Any]:
        """The latest execution of an action, by GetPipelineState; empty before the first one."""
        states = self.stage_state(stage_name)["actionStates"]
        found = next(one for one in states if one["actionName"] == action_name)
        latest: dict[str, Any] = found.get("latestExecution", {})
        return latest

    def token(self, stage_name: str, action_name: str = "Approve") -> str:
        """The token of an approval that waits, as soon as one does."""
        return str(
            eventually(
                lambda: self.latest(stage_name, action_name).get("token"), f"{action_name} waits"
            )
        )

    def answer(
        self,
        stage_name: str,
        status: str = "Approved",
        summary: str = "Fine",
        *,
        action_name: str = "Approve",
    ) -> None:
        """Answer an approval when it waits."""
        self.client.put_approval_result(
            pipelineName=self.name,
            stageName=stage_name,
            actionName=action_name,
            result={"status": status, "summary": summary},
            token=self.token(stage_name, action_name),
        )

    def action_executions(self, id_: str) -> list[dict[str, Any]]:
        """The runs of an execution's actions, oldest first."""
        listed = self.client.list_action_executions(
            pipelineName=self.name, filter={"pipelineExecutionId": id_}
        )["actionExecutionDetails"]
        return list(reversed(listed))

    def run_of(self, id_: str, action_name: str) -> dict[str, Any]:
        """The only run of an action in an execution."""
        (found,) = [one for one in self.action_executions(id_) if one["actionName"] == action_name]
        return found

    def error_of(self, id_: str, action_name: str) -> dict[str, str]:
        """Why an action has failed."""
        error: dict[str, str] = self.run_of(id_, action_name)["output"]["executionResult"][
            "errorDetails"
        ]
        return error

    def artifact(self, run: Mapping[str, Any]) -> zipfile.ZipFile:
        """The only output artifact of a run."""
        (made,) = run["output"]["outputArtifacts"]
        where = made["s3location"]
        body = self.aws.client("s3").get_object(Bucket=where["bucket"], Key=where["key"])["Body"]
        return zipfile.ZipFile(io.BytesIO(body.read()))
