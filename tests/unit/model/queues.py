"""The queue of pushes and its dead letters: as much of SQS as the function and Lambda use."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import EndpointConnectionError

from tagboat.core.image_push import ImagePush
from tagboat.push_queue import Message
from tests.image_pushes import NOON
from tests.unit.model.effects import Effects

if TYPE_CHECKING:
    from datetime import datetime

VISIBILITY_SECONDS = 660
MOST_RECEIVES = 5
"""Both as in `template.yaml`."""


class Queued:
    """A message that waits, or is with a function."""

    def __init__(self, id_: str, body: str, push: ImagePush | None) -> None:
        """Put it into the queue, never received; a request to reconcile has no push."""
        self.id = id_
        self.body = body
        self.push = push
        self.receives = 0
        self.visible_at = 0.0
        self.first_received_at: datetime | None = None


class Queues:
    """The client of SQS that the function has, and what Lambda does with the queue."""

    def __init__(
        self, clock: Callable[[], float], effects: Effects, is_down: Callable[[], bool]
    ) -> None:
        """Begin with empty queues."""
        self._is_down = is_down
        self._clock = clock
        self._effects = effects
        self.waiting: dict[str, Queued] = {}
        self.done: dict[str, Queued] = {}
        """What was acknowledged, which SQS may hand over again all the same."""
        self.dead: list[Queued] = []
        self.added: dict[str, ImagePush] = {}
        """Every push that was ever put into the queue, by its body."""

    def add(self, body: str, push: ImagePush | None) -> None:
        """Put a message into the queue."""
        if push is not None:
            self.added[body] = push
        id_ = f"m{len(self.waiting) + len(self.done) + len(self.dead)}-{self._clock()}"
        while id_ in self.waiting or id_ in self.done:
            id_ += "'"
        self.waiting[id_] = Queued(id_, body, push)

    def receive(self, count: int, order: int, *, again: bool) -> list[Message]:
        """Hand messages over, in an order that depends on a number."""
        now = self._clock()
        visible = [one for one in self.waiting.values() if one.visible_at <= now]
        if visible:
            turn = order % len(visible)
            visible = visible[turn:] + visible[:turn]
            visible = visible[::-1] if order % 2 else visible
        handed = visible[:count]
        handed_before = [*self.waiting.values(), *self.done.values()]
        repeated = [one for one in handed_before if one.receives and one not in handed]
        if again and repeated:
            handed.append(repeated[order % len(repeated)])
        return [found for one in handed if (found := self._handed(one)) is not None]

    def _handed(self, one: Queued) -> Message | None:
        one.receives += 1
        if one.receives > MOST_RECEIVES:
            if self.waiting.pop(one.id, None):
                self.dead.append(one)
            return None
        one.visible_at = self._clock() + VISIBILITY_SECONDS
        one.first_received_at = one.first_received_at or NOON
        return Message(
            id=one.id,
            receipt=f"{one.id} {one.receives}",
            body=one.body,
            receives=one.receives,
            first_received_at=one.first_received_at,
        )

    def acknowledge(self, messages: Sequence[Message], failed: Sequence[str]) -> None:
        """Delete what has not failed."""
        for message in messages:
            if message.id not in failed and message.id in self.waiting:
                self.done[message.id] = self.waiting.pop(message.id)

    def redrive(self) -> None:
        """Put the dead letters back, as new messages."""
        letters, self.dead = self.dead, []
        for one in letters:
            self.add(one.body, one.push)

    def send_message(self, **request: Any) -> None:
        """Take a dead letter; the function's client has it so."""
        assert request["QueueUrl"].endswith("dead")
        self._effects.run("queue", "give up", lambda: self._take(request["MessageBody"], request))

    def _take(self, body: str, request: Mapping[str, Any]) -> None:
        self._answer()
        assert request["MessageAttributes"]["Reason"]["StringValue"]
        known = [*self.waiting.values(), *self.done.values()]
        push = next(one.push for one in known if one.body == body)
        self.dead.append(Queued("dead", body, push))

    def change_message_visibility_batch(self, **request: Any) -> None:
        """Hide messages for as long as the function wants."""
        self._effects.run("queue", "hide", lambda: self._hide(request["Entries"]))

    def _hide(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._answer()
        for entry in entries:
            id_, _, receives = entry["ReceiptHandle"].rpartition(" ")
            one = self.waiting.get(id_)
            if one is not None and one.receives == int(receives):
                one.visible_at = self._clock() + entry["VisibilityTimeout"]

    def _answer(self) -> None:
        if self._is_down():
            raise EndpointConnectionError(endpoint_url="https://sqs")
