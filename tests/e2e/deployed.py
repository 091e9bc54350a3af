"""Tagboat deployed in the sandbox, as the end-to-end tests drive and watch it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sandbox.aws.functions import Waiting
from sandbox.git_repository import Commit, GitRepository
from sandbox.infra_repo import InfraRepo
from sandbox.local_cloud import LocalCloud
from sandbox.pushed_image import PushedImage


@dataclass(frozen=True)
class Deployed:
    """One stack and the infra repo that it writes."""

    cloud: LocalCloud
    host: str
    stack: str
    repo: InfraRepo
    outputs: Mapping[str, str]

    @property
    def git(self) -> GitRepository:
        return self.repo.git

    def push(
        self, repository: str, *tags: str, times: Sequence[datetime | None] = (None,)
    ) -> tuple[Waiting, ...]:
        """Push images and wait until nothing goes on; the messages that have to come back."""
        moments = times if len(times) == len(tags) else [times[0]] * len(tags)
        self.cloud.push(
            *(
                PushedImage(repository, tag, pushed_at=moment)
                for tag, moment in zip(tags, moments, strict=True)
            )
        )
        return self.settled()

    def restart(self) -> None:
        """Let the next invocation be a function that has just started and remembers nothing."""
        self.cloud.aws.client("lambda").update_function_configuration(
            FunctionName=self.outputs["FunctionName"], Description=f"Started again {uuid4()}"
        )

    def send(self, body: str) -> tuple[Waiting, ...]:
        """Put any message into the queue and wait until nothing goes on."""
        self.cloud.aws.client("sqs").send_message(
            QueueUrl=self.outputs["QueueUrl"], MessageBody=body
        )
        return self.settled()

    def settled(self) -> tuple[Waiting, ...]:
        return self.cloud.aws.functions.settled(self.outputs["QueueUrl"])

    def time_passes(self) -> tuple[Waiting, ...]:
        """As if the visibility timeout of what failed had passed."""
        self.cloud.aws.functions.expire_visibility(self.outputs["QueueUrl"])
        return self.settled()

    def reconcile(self) -> tuple[Waiting, ...]:
        """As if the time of the schedule had come."""
        self.cloud.let_time_come(self.outputs["ReconcileRuleArn"])
        return self.settled()

    def reconciled(self) -> list[dict[str, Any]]:
        """What the log says of each time that it was compared with ECR."""
        return [one for one in self.records() if one.get("message") == "Reconciled"]

    def give_up_on_what_waits(self) -> None:
        """Let the queue receive what fails until it gives up, and empty the dead letters."""
        while self.time_passes():
            pass
        self.dead_letters()

    def dead_letters(self) -> list[dict[str, Any]]:
        """Take all messages out of the dead-letter queue."""
        url, sqs = self.outputs["DeadLetterQueueUrl"], self.cloud.aws.client("sqs")
        found: list[dict[str, Any]] = []
        while some := sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            for message in some:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found += some
        return found

    def log(self) -> list[str]:
        return self.cloud.aws.functions.logs(self.outputs["FunctionName"])

    def records(self) -> Iterator[dict[str, Any]]:
        """The log's lines that are JSON objects of Tagboat's own."""
        for line in self.log():
            if line.startswith("{") and "service" in (record := json.loads(line)):
                yield record

    def outcomes(self, repository: str) -> list[dict[str, Any]]:
        """The logged outcomes of an image repository's pushes."""
        return [
            record
            for record in self.records()
            if record.get("message") == "Outcome" and record["push"]["repository"] == repository
        ]

    def last_outcome(self, repository: str) -> tuple[str, str | None, str]:
        """Kind, error and reason of the latest outcome."""
        outcome = self.outcomes(repository)[-1]
        return outcome["outcome"], outcome.get("error"), outcome["reason"]

    def commits(self) -> list[Commit]:
        return self.git.log("main")

    def content(self, path: str) -> bytes:
        return self.git.read(path, "main")

    def add_rule(
        self,
        name: str,
        files: Mapping[str, bytes],
        *targets: str | Mapping[str, Any],
        **settings: Any,
    ) -> str:
        """Commit files, and a rule that writes tags of `HOST/NAME` to the targets.

        Args:
            name: The rule's.
            files: By their paths.
            targets: As they are written, or the paths of plain files.
            settings: What else the rule says.

        Returns:
            The image repository.
        """
        image = f"{self.host}/{name}"
        written = [{"file": one} if isinstance(one, str) else one for one in targets]
        rule = {"name": name, "image": image, "targets": written, **settings}
        rules = json.loads(self.content(".tagboat.yaml"))
        rules["rules"] = [*(one for one in rules["rules"] if one["name"] != name), rule]
        self.git.commit({".tagboat.yaml": json.dumps(rules), **files}, f"Add the rule {name}")
        return image
