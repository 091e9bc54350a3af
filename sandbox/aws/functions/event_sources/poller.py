"""The poller of one event source mapping: it gathers batches and runs the function with them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api.mapping import Mapping
from sandbox.aws.functions.api.store import Store
from sandbox.aws.functions.event_sources import sqs_event
from sandbox.aws.functions.event_sources.batch import Batch, Record
from sandbox.aws.functions.event_sources.batch_run import Invoke, run
from sandbox.aws.functions.event_sources.queue_reader import QueueReader
from sandbox.aws.functions.event_sources.queues import has_visible, queues_of

_UNLIMITED = 5
"""Batches at once without MaximumConcurrency: what Lambda begins with, and the sandbox stays at."""
_LOOK_AGAIN_SECONDS = 1.0
_ERRORS = (AwsError, NotSupported, ClientError, BotoCoreError)


@dataclass(frozen=True)
class Surroundings:
    """What a poller works with."""

    endpoint_url: str
    invoke: Invoke
    problem: Callable[[str], None]
    """Hears of what Lambda would show as a problem of the mapping."""


class Poller:
    """Works from `start` until its mapping is deleted, or `stop`. Follows changes of the mapping.

    Lambda has several pollers a mapping, each with a batch of its own; here one gathers at a time,
    so that a burst makes the fewest batches.
    """

    def __init__(self, mapping_id: str, store: Store, surroundings: Surroundings) -> None:
        self._id, self._store, self._with = mapping_id, store, surroundings
        self.queue_arn = store.mappings[mapping_id].queue_arn
        self._queues, self._queue_name = queues_of(self.queue_arn)
        self._reader: QueueReader | None = None
        self._stopped = Event()
        self._gathering = False
        self._running = 0
        self._surplus: list[Record] = []
        """Received, and too large for the last batch."""
        self._threads: set[Thread] = set()

    @property
    def is_busy(self) -> bool:
        """Whether it has messages in hand. Ask while holding the queues' `changed`."""
        return self._gathering or self._running > 0 or bool(self._surplus)

    @property
    def is_over(self) -> bool:
        """Whether its mapping is deleted, and the last batch done."""
        return not self._thread.is_alive() and not self._running

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, daemon=True, name=f"poller-{self._queue_name}")
        self._thread.start()

    def look_again(self) -> None:
        """Notice that the mapping has changed."""
        with self._queues.changed:
            self._queues.changed.notify_all()

    def stop(self) -> None:
        """Gather no more. What is in hand becomes visible again, in the queue's time."""
        self._stopped.set()
        self.look_again()

    def join(self) -> None:
        """Wait until it has stopped and the batches that run have ended."""
        self._thread.join()
        for thread in list(self._threads):
            thread.join()

    def _run(self) -> None:
        while (mapping := self._store.mappings.get(self._id)) and not self._stopped.is_set():
            if not self._wait_for_work(mapping):
                continue
            batch: list[Record] = []
            try:
                batch = self._gather(mapping)
            except _ERRORS as error:
                self._with.problem(f"{mapping.function_name} from {self._queue_name}: {error}")
                self._stopped.wait(_LOOK_AGAIN_SECONDS)
            finally:
                self._hand_over(mapping, batch)
        self._surplus = []  # becomes visible again, in the queue's time

    def _wait_for_work(self, mapping: Mapping) -> bool:
        """Wait for a message and for room for a batch. False: look at the mapping again."""

        def outdated() -> bool:
            return self._stopped.is_set() or self._store.mappings.get(self._id) is not mapping

        def ready() -> bool:
            return outdated() or self._has_work(mapping)

        with self._queues.changed:
            if not mapping.enabled:
                self._surplus = []
            self._queues.wait_until(ready, _LOOK_AGAIN_SECONDS)
            self._gathering = not outdated() and self._has_work(mapping)
            return self._gathering

    def _has_work(self, mapping: Mapping) -> bool:
        room = self._running < (mapping.maximum_concurrency or _UNLIMITED)
        return mapping.enabled and room and (bool(self._surplus) or self._has_visible())

    def _has_visible(self) -> bool:
        return has_visible(self._queues.queues.get(self._queue_name))

    def _gather(self, mapping: Mapping) -> list[Record]:
        """Receive until the batch is full, 6 MB large, or its time has passed."""
        reader = self._open_reader(mapping)
        batch = Batch(mapping.batch_size)
        self._surplus = batch.add(self._surplus)
        deadline = time.monotonic() + mapping.window
        while batch.room > 0 and not self._surplus:
            received = reader.receive(batch.room)
            if not batch.records:
                deadline = time.monotonic() + mapping.window
            self._surplus = batch.add(
                [sqs_event.record(message, self.queue_arn) for message in received]
            )
            if not self._wait_for_more(deadline):
                break
        return batch.records

    def _wait_for_more(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        self._queues.wait_until(lambda: self._stopped.is_set() or self._has_visible(), left)
        return not self._stopped.is_set() and time.monotonic() < deadline

    def _open_reader(self, mapping: Mapping) -> QueueReader:
        role = self._store.function(mapping.function_name).role
        if self._reader is None or self._reader.role_arn != role:
            self._reader = QueueReader.open(
                self.queue_arn, role, mapping.function_name, self._with.endpoint_url
            )
        return self._reader

    def _hand_over(self, mapping: Mapping, batch: list[Record]) -> None:
        thread = Thread(target=self._process, args=(mapping, batch), daemon=True, name="batch")
        with self._queues.changed:
            self._gathering = False
            if batch and not self._stopped.is_set():
                self._running += 1
                self._threads = {other for other in self._threads if other.is_alive()} | {thread}
                thread.start()
            self._queues.changed.notify_all()

    def _process(self, mapping: Mapping, batch: list[Record]) -> None:
        assert self._reader is not None
        try:
            function = self._store.function(mapping.function_name)
            reports = mapping.reports_failures
            run(batch, function, self._with.invoke, self._reader, reports_failures=reports)
        except _ERRORS as error:
            if not self._stopped.is_set():
                self._with.problem(f"{mapping.function_name} from {self._queue_name}: {error}")
        finally:
            with self._queues.changed:
                self._running -= 1
                self._queues.changed.notify_all()
