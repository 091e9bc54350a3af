"""A function as bootstrap.py wires it, over fakes."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tagboat import aws_clients, bootstrap
from tagboat.core.errors import TagboatError, UnusableEvent
from tagboat.core.outcomes import Outcome
from tagboat.core.reconciled import Reconciled
from tagboat.core.reconciling import Missed
from tagboat.outcome_events import Untold
from tagboat.push_batch import PushBatch
from tagboat.push_queue import Message
from tagboat.report import Report
from tagboat.updating.progress import Result
from tests.unit.model.effects import Effects
from tests.unit.test_settings import ENVIRONMENT

_ENVIRONMENT = ENVIRONMENT | {
    "TAGBOAT_OUTCOME_EVENTS": "all",
    "TAGBOAT_DEAD_LETTER_QUEUE_URL": "https://sqs/dead",
}


class Recorder(Report):
    """Hands on what an operator would see."""

    def __init__(self, tell: Callable[[Sequence[Outcome]], object]) -> None:
        self._tell = tell

    def of_result(self, result: Result) -> None:
        self._tell(result.outcomes)

    def of_reconcile(self, missed: Missed, result: Result, found: Reconciled) -> None:
        self._tell(result.outcomes)

    def of_failed_reconcile(self, error: TagboatError, *, is_last: bool) -> None:
        pass

    def of_unusable(self, message: Message, error: UnusableEvent) -> None:
        raise AssertionError(error)

    def of_untold(self, untold: Untold) -> None:
        pass


class Events:
    """EventBridge's client."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    def put_events(self, *, Entries: Sequence[Any]) -> Mapping[str, Any]:  # noqa: N803 - EventBridge's
        return self._effects.run("events", "tell", lambda: {"Entries": [{} for _ in Entries]})


def make_function(
    *,
    host: Any,
    registry: Any,
    sqs: Any,
    events: Any,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    tell: Callable[[Sequence[Outcome]], object],
) -> PushBatch:
    """Start a function that remembers nothing.

    Args:
        host: The git host.
        registry: The registry.
        sqs: A client of SQS.
        events: A client of EventBridge.
        clock: Seconds.
        sleep: Waits for some.
        now: The time.
        tell: Is told every outcome.
    """
    with (
        patch.dict(os.environ, _ENVIRONMENT),
        patch.multiple(
            bootstrap,
            time=SimpleNamespace(monotonic=clock, sleep=sleep),
            Report=lambda *args, **named: Recorder(tell),
            Metrics=lambda: None,
            _git_host=lambda settings: host,
            _registry=lambda: registry,
            _now=now,
        ),
        patch.multiple(aws_clients, sqs=lambda: sqs, events=lambda: events),
    ):
        return bootstrap.push_batch.__wrapped__()
