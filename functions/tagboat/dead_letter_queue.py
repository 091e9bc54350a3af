"""Dead letters in their queue: read, and sent back to the queue that pushes wait in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from msgspec import Struct

from tagboat.core import dead_letter
from tagboat.core.dead_letter import DeadLetter
from tagboat.deployed_stack import asking

MOST_LETTERS = 10_000
"""That are read at once: SQS hands out ten a request, and what it has handed out stays hidden."""
HIDDEN_SECONDS = 300
"""For how long letters are hidden from others while they are looked at."""
_PER_REQUEST = 10
_MOST_BYTES = 200_000
"""Of a request that sends several; SQS takes 262,144 with everything."""


class Held(Struct, frozen=True, kw_only=True):
    """A letter that was read, and what its queue knows it by."""

    letter: DeadLetter
    body: str
    receipt: str


class DeadLetterQueue:
    """A queue of dead letters."""

    def __init__(self, sqs: Any, url: str, *, undelivered: bool) -> None:  # noqa: ANN401 - SQSClient; boto3 is optional here
        """Keep where it is.

        Args:
            sqs: A client of SQS.
            url: The queue's.
            undelivered: Whether its letters are EventBridge's.
        """
        self._sqs = sqs
        self._url = url
        self._undelivered = undelivered

    def take(self) -> list[Held]:
        """Read the letters; they stay in the queue, hidden until they are released or deleted.

        Raises:
            CannotAsk: The queue does not answer.
        """
        found: dict[str, Held] = {}
        while len(found) < MOST_LETTERS and (some := self._receive()):
            # A queue may hand a message over twice; the later receipt is the one that counts.
            found |= {held.letter.id: held for held in some}
        return list(found.values())

    def release(self, letters: Sequence[Held]) -> None:
        """Let others see letters again.

        Raises:
            CannotAsk: The queue does not answer; they are seen again after some minutes.
        """
        for some in batched(letters, _PER_REQUEST, strict=False):
            entries = [{**entry, "VisibilityTimeout": 0} for entry in _receipts(some)]
            with asking():
                self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def move(self, letters: Sequence[Held], queue_url: str) -> Iterator[Held]:
        """Send letters to another queue, and delete each once it is there.

        Yields:
            Those that are there.

        Raises:
            CannotAsk: A queue does not answer. What was sent and not deleted is written twice at
                worst, which changes nothing.
        """
        for some in _requests(letters):
            entries = [
                {"Id": str(index), "MessageBody": held.body} for index, held in enumerate(some)
            ]
            with asking():
                answer = self._sqs.send_message_batch(QueueUrl=queue_url, Entries=entries)
                sent = [some[int(one["Id"])] for one in answer.get("Successful", ())]
                if sent:
                    self._sqs.delete_message_batch(QueueUrl=self._url, Entries=_receipts(sent))
            yield from sent

    def _receive(self) -> Sequence[Held]:
        with asking():
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=_PER_REQUEST,
                MessageAttributeNames=["All"],
                MessageSystemAttributeNames=["SentTimestamp"],
                VisibilityTimeout=HIDDEN_SECONDS,
                WaitTimeSeconds=1,  # Without it, not all of SQS's servers are asked.
            )
        return [self._held(message) for message in answer.get("Messages", ())]

    def _held(self, message: Mapping[str, Any]) -> Held:
        sent = int(message["Attributes"]["SentTimestamp"]) / 1000
        attributes = message.get("MessageAttributes", {})
        letter = dead_letter.read(
            id_=message["MessageId"],
            body=message["Body"],
            attributes={name: one.get("StringValue", "") for name, one in attributes.items()},
            kept_at=datetime.fromtimestamp(sent, UTC),
            undelivered=self._undelivered,
        )
        return Held(letter=letter, body=message["Body"], receipt=message["ReceiptHandle"])


def _receipts(letters: Sequence[Held]) -> list[dict[str, Any]]:
    return [{"Id": str(index), "ReceiptHandle": held.receipt} for index, held in enumerate(letters)]


def _requests(letters: Sequence[Held]) -> Iterator[list[Held]]:
    """Letters in as many as a request may have, by their number and their size."""
    request: list[Held] = []
    size = 0
    for held in letters:
        length = len(held.body.encode())
        if request and (len(request) == _PER_REQUEST or size + length > _MOST_BYTES):
            yield request
            request, size = [], 0
        request.append(held)
        size += length
    if request:
        yield request
