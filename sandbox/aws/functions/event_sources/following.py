"""The pollers of all event source mappings, and the means of tests to know when they are done."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from moto.sqs.models import Message

from sandbox.aws.functions.api.store import Store, stores
from sandbox.aws.functions.event_sources.poller import Poller, Surroundings
from sandbox.aws.functions.event_sources.queues import has_delayed, has_visible, hidden, queues_of


@dataclass(frozen=True)
class Waiting:
    """A message that was received, not deleted, and whose visibility timeout has not passed."""

    id: str
    body: str
    receive_count: int


class EventSources:
    """A poller for each mapping, from `follow` until `stop`."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._pollers: dict[str, Poller] = {}
        self._over = False
        self._lock = Lock()

    def follow(self) -> None:
        """Look at the mappings again: start pollers for new ones, wake the others."""
        with self._lock:
            for store in _all_stores():
                for mapping_id in list(store.mappings):
                    if mapping_id not in self._pollers and not self._over:
                        poller = Poller(mapping_id, store, self._surroundings)
                        self._pollers[mapping_id] = poller
                        poller.start()
            self._pollers = {
                id_: poller for id_, poller in self._pollers.items() if not poller.is_over
            }
            for poller in self._pollers.values():
                poller.look_again()

    def stop(self) -> None:
        """Tell all pollers to gather no more."""
        with self._lock:
            self._over = True
        for poller in self._pollers.values():
            poller.stop()

    def join(self) -> None:
        """Wait for their last batches."""
        for poller in self._pollers.values():
            poller.join()

    def settled(self, queue_arn: str, timeout: float) -> tuple[Waiting, ...]:
        """See `Functions.settled`."""
        queues, name = queues_of(queue_arn)
        with queues.changed:
            if not queues.wait_until(lambda: not self._unsettled(queue_arn), timeout):
                raise TimeoutError(f"{name} has not settled: {self._unsettled(queue_arn)}")
            return tuple(map(_waiting, hidden(queues.queues.get(name))))

    def show_again(self, queue_arn: str, which: Callable[[Waiting], bool]) -> list[Waiting]:
        """See `Functions.show_again`."""
        queues, name = queues_of(queue_arn)
        with queues.changed:
            shown = [one for one in hidden(queues.queues.get(name)) if which(_waiting(one))]
            for message in shown:
                message.visible_at = 0.0
            queues.changed.notify_all()
            return list(map(_waiting, shown))

    def expire_visibility(self, queue_arn: str, timeout: float) -> int:
        """See `Functions.expire_visibility`."""
        queues, name = queues_of(queue_arn)
        with queues.changed:
            if not queues.wait_until(lambda: not self._busy(queue_arn), timeout):
                raise TimeoutError(f"{name}: a batch is still running")
            waiting = hidden(queues.queues.get(name))
            for message in waiting:
                message.visible_at = 0.0
            queues.changed.notify_all()
        return len(waiting)

    def _unsettled(self, queue_arn: str) -> str:
        """What still goes on with a queue; empty when nothing does."""
        if self._busy(queue_arn):
            return "a batch is gathered or running"
        queues, name = queues_of(queue_arn)
        queue = queues.queues.get(name)
        if has_visible(queue):
            return "messages are visible"
        return "messages are delayed" if has_delayed(queue) else ""

    def _busy(self, queue_arn: str) -> bool:
        pollers = list(self._pollers.values())
        return any(poller.is_busy for poller in pollers if poller.queue_arn == queue_arn)


def _waiting(message: Message) -> Waiting:
    return Waiting(message.id, message.body, message.approximate_receive_count)


def _all_stores() -> list[Store]:
    return [store for account in list(stores.values()) for store in list(account.values())]
