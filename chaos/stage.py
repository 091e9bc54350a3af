"""Tagboat as it is deployed: one infra repo, and a stack for each set of rules that is in it."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from chaos.rule_sets import RuleSet
from sandbox.aws.functions import Waiting
from sandbox.git_repository import GitRepository
from sandbox.infra_repo import InfraRepo
from sandbox.local_cloud import LocalCloud

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PATIENCE_SECONDS = 300.0
"""For a queue to have nothing to do."""
_REDELIVERED = 0.3
"""The share of what functions have in hand that a queue delivers again."""


class Clock:
    """The time on GitHub, which goes on faster than this machine's."""

    def __init__(self) -> None:
        """Begin now."""
        self._ahead = 0.0

    def __call__(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self._ahead += seconds


@dataclass(frozen=True)
class Stack:
    """One stack of the application."""

    rules: RuleSet
    outputs: Mapping[str, str]

    @property
    def queue(self) -> str:
        """The address of its queue."""
        return self.outputs["QueueUrl"]

    @property
    def function(self) -> str:
        """The name of its function."""
        return self.outputs["FunctionName"]


@dataclass(frozen=True)
class Stage:
    """A cloud with all of it."""

    cloud: LocalCloud
    host: str
    repo: InfraRepo
    stacks: Sequence[Stack]
    clock: Clock
    _redelivered: set[str] = field(default_factory=set)

    @property
    def git(self) -> GitRepository:
        """The infra repo."""
        return self.repo.git

    def settled(self, stack: Stack) -> tuple[Waiting, ...]:
        """Wait until nothing goes on with a queue; the messages that have to come back."""
        return self.cloud.aws.functions.settled(stack.queue, PATIENCE_SECONDS)

    def show_again(self, stack: Stack) -> None:
        """Let all that waits come back."""
        self.cloud.aws.functions.show_again(stack.queue, lambda _: True)

    def redeliver(self, seed: str) -> int:
        """Deliver some messages again, each once in a run; how many."""
        chance = Random(seed)

        def is_chosen(message: Waiting) -> bool:
            if message.id in self._redelivered or chance.random() >= _REDELIVERED:
                return False
            self._redelivered.add(message.id)
            return True

        shown = (self.cloud.aws.functions.show_again(one.queue, is_chosen) for one in self.stacks)
        return sum(map(len, shown))

    def kill(self) -> int:
        """End every process that has a batch in hand; how many there were."""
        return sum(self.cloud.aws.functions.crash(one.function) for one in self.stacks)

    def reconcile(self, stack: Stack) -> None:
        """Let the time of a stack's schedule come."""
        self.cloud.let_time_come(stack.outputs["ReconcileRuleArn"])

    def send(self, stack: Stack, body: str) -> None:
        """Put a message into a queue."""
        self.cloud.aws.client("sqs").send_message(QueueUrl=stack.queue, MessageBody=body)

    def letters(self, stack: Stack, queue: str = "DeadLetterQueueUrl") -> Iterator[dict[str, Any]]:
        """Take all messages out of a queue of dead letters."""
        url, sqs = stack.outputs[queue], self.cloud.aws.client("sqs")
        while some := sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            for message in some:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                yield message

    def records(self, stack: Stack) -> Iterator[dict[str, Any]]:
        """The lines of a function's log that are JSON objects of Tagboat's own."""
        for line in self.cloud.aws.functions.logs(stack.function):
            if line.startswith("{") and "service" in (record := json.loads(line)):
                yield record


def set_up(cloud: LocalCloud, host: str, rule_sets: Sequence[RuleSet], clock: Clock) -> Stage:
    """Deploy it."""
    cloud.application.build()
    files = {path: text.encode() for one in rule_sets for path, text in one.contents().items()}
    # What people have set later than an image was pushed, reconcile leaves as it is.
    repo = cloud.infra_repo(host, "chaos", files, begun=_LONG_AGO)
    stacks = [
        Stack(
            one,
            cloud.application.deploy(
                f"chaos-{one.name}", {**repo.parameters, "RulesFile": one.rules_file}
            ),
        )
        for one in rule_sets
    ]
    return Stage(cloud, host, repo, stacks, clock)
