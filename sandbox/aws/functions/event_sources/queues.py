"""Moto's SQS, made fit for consumers that work at the same time and do not poll.

Moto's own may give one message to two who receive at once, and a long poll looks once a second.
Here every operation on messages is one step, and whoever waits on `changed` hears of each.
"""

import math
import time
from collections.abc import Callable
from datetime import datetime
from threading import Condition
from typing import Any

from moto.sqs import models
from moto.sqs.models import Message, Queue, SQSBackend, sqs_backends

_LONGEST_WAIT = 1.0


class Queues(SQSBackend):
    """The queues of an account in a region."""

    __module__ = "moto.sqs.models"  # moto finds a backend's addresses beside its module

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.changed = Condition()
        """Notified after each change of messages. Hold it to look at several things at once."""

    def wait_until(self, ready: Callable[[], bool], timeout: float) -> bool:
        """Wait for something that changes with messages, or with the time that makes them visible.

        Args:
            ready: Asked while `changed` is held.
            timeout: Seconds.

        Returns:
            Whether it came about.
        """
        deadline = time.monotonic() + timeout
        with self.changed:
            while not ready():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self.changed.wait(min(left, self._seconds_to_next_visible()))
        return True

    def send_message(self, *args: Any, **kwargs: Any) -> Message:
        """Send, and wake who waits."""
        with self.changed:
            message = super().send_message(*args, **kwargs)
            self.changed.notify_all()
        return message

    def receive_message(
        self,
        queue_name: str,
        count: int,
        wait_seconds_timeout: int,
        visibility_timeout: int,
        message_attribute_names: list[str] | None = None,
    ) -> list[Message]:
        """Receive, and move what was received too often to the dead-letter queue."""
        names = message_attribute_names
        received: list[Message] = []

        def receive() -> bool:
            queue = self.get_queue(queue_name)
            before = len(queue._messages)
            received.extend(
                super(Queues, self).receive_message(queue_name, count, 0, visibility_timeout, names)
            )
            if received or len(queue._messages) != before:
                self.changed.notify_all()
            return bool(received)

        self.wait_until(receive, wait_seconds_timeout)
        return received

    def delete_message(self, queue_name: str, receipt_handle: str) -> None:
        """Delete."""
        with self.changed:
            super().delete_message(queue_name, receipt_handle)
            self.changed.notify_all()

    def change_message_visibility(
        self, queue_name: str, receipt_handle: str, visibility_timeout: int
    ) -> None:
        """Hide a message for longer, or show it again."""
        with self.changed:
            super().change_message_visibility(queue_name, receipt_handle, visibility_timeout)
            self.changed.notify_all()

    def purge_queue(self, queue_name: str) -> None:
        """Empty a queue."""
        with self.changed:
            super().purge_queue(queue_name)
            self.changed.notify_all()

    def delete_queue(self, queue_name: str) -> None:
        """Remove a queue."""
        with self.changed:
            super().delete_queue(queue_name)
            self.changed.notify_all()

    def _seconds_to_next_visible(self) -> float:
        now = _now()
        queues = self.queues.values()
        moments = (_visible_from(message) for queue in queues for message in queue._messages)
        soonest = min((moment for moment in moments if moment >= now), default=math.inf)
        # Moto shows a message one moment after its time.
        return min((soonest - now + 1) / 1000, _LONGEST_WAIT)


def queues_of(arn: str) -> tuple[Queues, str]:
    """Where the queue of an ARN is, and its name."""
    region, account, name = arn.split(":")[3:6]
    queues = sqs_backends[account][region]
    assert isinstance(queues, Queues), "queues.install() was not called"
    return queues, name


def arn_of(queue: str) -> str:
    """The ARN of a queue that is named by its URL or ARN.

    Raises:
        LookupError: There is no such queue.
    """
    if queue.startswith("arn:"):
        return queue
    account, name = queue.rstrip("/").split("/")[-2:]
    for queues in sqs_backends[account].values():
        if name in queues.queues:
            return queues.queues[name].queue_arn
    raise LookupError(f"There is no queue {queue}")


def has_visible(queue: Queue | None) -> bool:
    """Whether a message may be received now."""
    now = _now()
    return any(_visible_from(message) < now for message in _messages(queue))


def has_delayed(queue: Queue | None) -> bool:
    """Whether a message was sent to be seen later."""
    now = _now()
    return any(message.delayed_until >= now for message in _messages(queue))


def hidden(queue: Queue | None) -> list[Message]:
    """The messages that were received and are neither deleted nor visible again."""
    now = _now()
    return [message for message in _messages(queue) if message.visible_at >= now]


def install() -> None:
    """Put these queues in the place of moto's. Queues that exist already are lost."""
    if sqs_backends.backend is not Queues:
        sqs_backends.backend = Queues
        sqs_backends.clear()
        # Moto asks for the time six times a message whenever anything is done with a queue, and
        # its own way to tell it takes twenty times as long.
        vars(models)["unix_time_millis"] = _now


def _now(dt: datetime | None = None) -> float:
    """Milliseconds since 1970."""
    return (time.time() if dt is None else dt.timestamp()) * 1000


def _visible_from(message: Message) -> float:
    return max(message.visible_at, message.delayed_until)


def _messages(queue: Queue | None) -> list[Message]:
    return queue._messages if queue is not None else []
