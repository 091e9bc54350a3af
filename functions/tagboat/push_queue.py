"""The queue that pushes wait in: giving one up with a reason, and asking for others again later."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import batched
from math import ceil
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

LONGEST_VISIBILITY_SECONDS = 42_000
"""`ChangeMessageVisibility` in the Amazon SQS API Reference: within twelve hours of the receive,
which the longest batching window and the function's time have taken minutes of."""
_PER_REQUEST = 10
_LONGEST_REASON = 1_000


class Message(Struct, frozen=True):
    """A message as the event source mapping hands it over."""

    id: str
    receipt: str
    body: str
    receives: int
    """How often the queue has handed it over, this time included."""


class PushQueue:
    """The queue and its dead-letter queue."""

    def __init__(
        self,
        client: "Callable[[], SQSClient]",
        queue_url: str,
        dead_letter_queue_url: str,
        mask: Callable[[str], str],
    ) -> None:
        """Keep where the queues are.

        Args:
            client: Makes the client when it is first needed.
            queue_url: The queue that pushes wait in.
            dead_letter_queue_url: Where messages go that are given up.
            mask: Takes the secrets out of a reason.
        """
        self._client = client
        self._mask = mask
        self._queue_url = queue_url
        self._dead_letter_queue_url = dead_letter_queue_url

    def give_up(self, message: Message, reason: str) -> bool:
        """Put a message that will never be usable into the dead-letter queue, with the reason.

        Returns:
            Whether it is there.
        """
        try:
            self._client().send_message(
                QueueUrl=self._dead_letter_queue_url,
                MessageBody=message.body,
                MessageAttributes={
                    "Reason": {"DataType": "String", "StringValue": _attribute(self._mask(reason))}
                },
            )
        except (BotoCoreError, ClientError):
            return False
        return True

    def postpone(self, delays: Mapping[Message, float]) -> None:
        """Let messages come back after some seconds; where that fails, after the queue's time."""
        for some in batched(delays.items(), _PER_REQUEST, strict=False):
            with suppress(BotoCoreError, ClientError):
                self._hide(some)

    def _hide(self, delays: Iterable[tuple[Message, float]]) -> None:
        self._client().change_message_visibility_batch(
            QueueUrl=self._queue_url,
            Entries=[
                {
                    "Id": str(index),
                    "ReceiptHandle": message.receipt,
                    "VisibilityTimeout": _visibility(seconds),
                }
                for index, (message, seconds) in enumerate(delays)
            ],
        )


def _visibility(seconds: float) -> int:
    """Whole seconds, not fewer than asked for, that SQS takes."""
    return max(1, ceil(min(LONGEST_VISIBILITY_SECONDS, seconds)))


def _attribute(text: str) -> str:
    """A text that SQS takes: the characters of XML 1.0, and not too many of them."""
    allowed = (character if character.isprintable() else " " for character in text)
    return "".join(allowed)[:_LONGEST_REASON]
