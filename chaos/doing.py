"""Carries out the steps of a run, and writes down what was done."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import batched
from typing import Any

from chaos import steps
from chaos.people import People
from chaos.pushes import Push
from chaos.registry import Registry
from chaos.rule_sets import RULE_SETS, repository
from chaos.stage import Stack, Stage
from sandbox.lagging_replicas import lagging

_PER_REQUEST = 10
_GROUP_SECONDS = 20.0
"""What passes on GitHub's clock with each group: as if the pushes took hours."""


@dataclass
class Doing:
    """One cloud to which things are done."""

    stage: Stage
    pushes: int
    """How many there will be, about."""
    registry: Registry = field(default_factory=Registry)
    junk: dict[str, set[str]] = field(default_factory=dict)
    """The messages that are no pushes, by the set of rules whose queue they came to."""
    done: Counter[str] = field(default_factory=Counter)
    """What was done, besides what the weather did."""

    def __post_init__(self) -> None:
        """Begin the pushes in the past, so that none is of the future."""
        before = timedelta(seconds=3 * self.pushes + 3_600)
        self.beginning = datetime.now(UTC).replace(microsecond=0) - before
        self.people = People(self.stage.git, RULE_SETS, self._now)
        self.stale = lagging(self.stage.git.path)
        """Lets a read see the infra repo as it was when a copy was made."""

    def kill(self) -> None:
        """End every process that has a batch in hand."""
        self.done["killed"] += self.stage.kill()

    def do(self, step: steps.Step) -> None:  # noqa: C901 - one line for each kind
        """Carry out one step."""
        match step:
            case steps.Put(pushes):
                self.stage.clock.pass_by(_GROUP_SECONDS)
                self.put(pushes)
            case steps.Tell(pushes):
                self.tell(pushes)
            case steps.Delete(push):
                self._delete(push)
            case steps.Person():
                self.people.do(step, self.registry.of(repository(step.image)))
            case steps.Undo(person):
                self.people.undo(person)
            case steps.Junk(rule_set, number):
                self._send_junk(rule_set, f"junk {number}")
            case steps.Settle(rule_set):
                self.stage.settled(self._stack(rule_set))
            case steps.Redeliver(seed):
                self.done["delivered again"] += self.stage.redeliver(seed)
            case steps.Reconcile(rule_set):
                self.done["reconciled"] += 1
                self.stage.reconcile(self._stack(rule_set))
            case steps.Replica():
                self.stale = lagging(self.stage.git.path)

    def put(self, pushes: Sequence[Push]) -> None:
        """Push images to ECR, and let nobody tell of them."""
        self.stage.cloud.put_images(*(one.pushed(self.beginning) for one in pushes))
        self.registry.put += pushes

    def tell(self, pushes: Sequence[Push]) -> None:
        """Put events on the bus."""
        for some in batched(pushes, _PER_REQUEST, strict=False):
            entries = [one.pushed(self.beginning).event for one in some]
            ids = self.stage.cloud.put_events(entries)
            self.registry.told |= dict(zip(ids, some, strict=True))

    def _delete(self, push: Push) -> None:
        self.registry.deleted.add(push)
        self._ecr.batch_delete_image(repositoryName=push.image, imageIds=[{"imageTag": push.tag}])

    def _send_junk(self, rule_set: str, text: str) -> None:
        self.junk.setdefault(rule_set, set()).add(text)
        self.stage.send(self._stack(rule_set), json.dumps({"junk": text}))

    def _now(self) -> datetime:
        """When the last image was pushed."""
        return self.beginning + timedelta(seconds=len(self.registry.put))

    def _stack(self, rule_set: str) -> Stack:
        return next(one for one in self.stage.stacks if one.rules.name == rule_set)

    @cached_property
    def _ecr(self) -> Any:  # noqa: ANN401 - boto3 has no types of its clients
        return self.stage.cloud.aws.client("ecr")
