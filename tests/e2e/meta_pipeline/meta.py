"""A meta pipeline deployed in the sandbox, as the end-to-end tests drive and watch it."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

from sandbox.aws.cloudformation.template import parse
from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository
from sandbox.local_cloud import LocalCloud
from sandbox.sam_application import ROOT

PARAMETERS = parse((ROOT / "meta-pipeline.yaml").read_text())["Parameters"]
PATIENCE_SECONDS = 60.0
_PERSON = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A Person"), ("EMAIL", "person@example.com"))
}
_ENDED = ("Cancelled", "Failed", "Stopped", "Succeeded", "Superseded")


def eventually[T](look: Callable[[], T | None], what: str) -> T:
    """What is seen as soon as something is; None and empty things are nothing."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(0.02)
    return seen


@dataclass(frozen=True)
class Meta:
    """One stack of meta-pipeline.yaml and the repository that it watches."""

    cloud: LocalCloud
    folder: Path
    """Where clones are made."""
    stack: str
    """Its name, which is the meta pipeline's too."""
    git: GitRepository
    clone_from: str
    parameters: Mapping[str, str]
    outputs: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    """Of the parameters that were ever changed."""

    def deploy(self, **changed: str) -> None:
        """Make or update the stack by `sam deploy`, and wait until the pipeline rests.

        What was changed before and is not now has its default again: `sam deploy` would keep it.
        """
        self.defaults.update({name: str(PARAMETERS[name].get("Default", "")) for name in changed})
        parameters = {**self.defaults, **self.parameters, **changed}
        self.outputs.update(self.cloud.meta_pipeline.deploy(self.stack, parameters))
        self._inbox()
        self.settled()

    # What happens

    def push(self, files: Mapping[str, bytes | None], branch: str = "main") -> str:
        """Commit in a clone and push, as a person does; the commit's id. None deletes a file."""
        folder = self._committed(files, branch)
        _git(folder, "push", "--quiet", "origin", branch)
        return _git(folder, "rev-parse", "HEAD").strip()

    def force(self, files: Mapping[str, bytes | None]) -> str:
        """Put a commit in the place of the branch's last one; its id."""
        folder = self._committed(files, "main")
        _git(folder, "reset", "--quiet", "--soft", "HEAD~2")
        _git(folder, "commit", "--quiet", "--message", "By force")
        _git(folder, "push", "--quiet", "--force", "origin", "main")
        return _git(folder, "rev-parse", "HEAD").strip()

    def _committed(self, files: Mapping[str, bytes | None], branch: str) -> Path:
        """A clone with one commit more."""
        folder = self.folder / f"clone-{uuid4()}"
        _git(None, "clone", "--quiet", "--branch", branch, self.clone_from, str(folder))
        for path, content in files.items():
            file = folder / path
            if content is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        _git(folder, "add", "--all")
        _git(folder, "commit", "--quiet", "--message", "By hand")
        return folder

    def answer(self, status: str) -> None:
        """Approve or reject what waits for it, as a person does."""
        waiting = self.waiting()
        assert waiting, "nothing waits for an approval"
        self.client("codepipeline").put_approval_result(
            pipelineName=self.stack,
            stageName="Update",
            actionName="Approve",
            token=waiting["token"],
            result={"status": status, "summary": "by a person"},
        )

    # What is seen

    def client(self, service: str) -> Any:
        return self.cloud.aws.client(service)

    def executions(self, pipeline: str | None = None) -> list[dict[str, Any]]:
        """A pipeline's executions, the newest first."""
        answer = self.client("codepipeline").list_pipeline_executions(
            pipelineName=pipeline or self.stack
        )
        found: list[dict[str, Any]] = answer["pipelineExecutionSummaries"]
        return found

    def ended(self, commit: str, pipeline: str | None = None) -> dict[str, Any]:
        """The newest execution of a commit, as soon as it has ended.

        One that is cancelled because its pipeline changes is followed by another.
        """

        def look() -> dict[str, Any] | None:
            for execution in self.executions(pipeline):
                if commit in _revisions(execution) and execution["status"] != "Cancelled":
                    return execution if execution["status"] in _ENDED else None
            return None

        return eventually(look, f"the end of {commit} in {pipeline or self.stack}")

    def succeeded(self, commit: str) -> dict[str, Any]:
        """The newest execution of a commit, which has succeeded."""
        execution = self.ended(commit)
        assert execution["status"] == "Succeeded", json.dumps(self.actions(), default=str, indent=1)
        return execution

    def settled(self) -> None:
        """Wait until no message and no execution is under way; one that waits for people rests."""
        for queue in ("PushQueue", "EventQueue"):
            if queue in self.resources:
                self.cloud.aws.functions.settled(self.resources[queue])
        eventually(self._rests, f"{self.stack} rests")
        self._heard()

    def asked(self, commit: str) -> dict[str, Any]:
        """The approval that waits, as soon as people were asked about a commit."""
        eventually(lambda: commit in self._commit_of(self.waiting_in()), f"a question on {commit}")
        self._heard()
        found = self.waiting()
        assert found, "nobody is asked"
        return found

    def running(self, pipeline: str | None = None) -> list[dict[str, Any]]:
        """A pipeline's executions that have not ended."""
        return [one for one in self.executions(pipeline) if one["status"] not in _ENDED]

    def status_of(self, commit: str) -> str:
        """How the newest execution of a commit is; empty if there is none."""
        found = [one["status"] for one in self.executions() if commit in _revisions(one)]
        return found[0] if found else ""

    def waiting(self) -> dict[str, Any]:
        """The approval that waits for a person; nothing if none does, or Tagboat will answer."""
        actions = self.actions()
        review = actions["Review"].get("summary", "")  # A line for the stack, and one for each loss
        waits = actions["Approve"].get("status") == "InProgress" and "\n" in review
        return actions["Approve"] if waits else {}

    def waiting_in(self) -> str:
        """The execution that waits for an approval."""
        stage = self._stage("Update")
        execution: str = stage.get("latestExecution", {}).get("pipelineExecutionId", "")
        return execution if self.waiting() else ""

    def actions(self, stage: str = "Update") -> dict[str, dict[str, Any]]:
        """The latest execution of each action of a stage, by the action's name."""
        states = self._stage(stage)["actionStates"]
        return {state["actionName"]: state.get("latestExecution", {}) for state in states}

    def told(self) -> list[tuple[str, str]]:
        """What people were told, as subjects and messages, since they were asked last."""
        sqs, inbox, found = self.client("sqs"), self._inbox(), []
        while some := sqs.receive_message(QueueUrl=inbox, MaxNumberOfMessages=10).get("Messages"):
            for message in some:
                sqs.delete_message(QueueUrl=inbox, ReceiptHandle=message["ReceiptHandle"])
                body = json.loads(message["Body"])
                found.append((body["Subject"], body["Message"]))
        return found

    def described(self, stack: str) -> dict[str, Any]:
        """A stack."""
        (found,) = self.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
        return dict(found)

    def stages(self, pipeline: str) -> list[str]:
        """The names of a pipeline's stages."""
        answer = self.client("codepipeline").get_pipeline(name=pipeline)
        return [stage["name"] for stage in answer["pipeline"]["stages"]]

    @cached_property
    def resources(self) -> dict[str, str]:
        answer = self.client("cloudformation").describe_stack_resources(StackName=self.stack)
        return {
            one["LogicalResourceId"]: one["PhysicalResourceId"] for one in answer["StackResources"]
        }

    def _inbox(self) -> str:
        """A queue that is subscribed to the topic by which people hear; its URL."""
        sqs = self.client("sqs")
        url: str = sqs.create_queue(QueueName=f"inbox-{self.stack}")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        self.client("sns").subscribe(
            TopicArn=self.outputs["NotificationTopicArn"],
            Protocol="sqs",
            Endpoint=arn["Attributes"]["QueueArn"],
        )
        return url

    def _stage(self, name: str) -> dict[str, Any]:
        states = self.client("codepipeline").get_pipeline_state(name=self.stack)["stageStates"]
        (found,) = [state for state in states if state["stageName"] == name]
        return dict(found)

    def _commit_of(self, execution: str) -> set[str]:
        found = [one for one in self.executions() if one["pipelineExecutionId"] == execution]
        return {commit for one in found for commit in _revisions(one)}

    def _heard(self) -> None:
        """Wait until the function has heard of all that has happened to pipelines."""
        self.cloud.aws.pipelines.engine.tell.wait()
        self.cloud.aws.functions.settled(self.resources["EventQueue"])

    def _rests(self) -> bool:
        return not self.running() or bool(self.waiting())


def _revisions(execution: Mapping[str, Any]) -> set[str]:
    return {one["revisionId"] for one in execution.get("sourceRevisions", ())}


def _git(folder: Path | None, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=hermetic_environment() | _PERSON,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
