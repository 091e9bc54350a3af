"""The queue that pushes wait in: giving one up with a reason, and asking for others again later."""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import batched
from math import ceil
from typing import TYPE_CHECKING, Any

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
    first_received_at: datetime | None = None
    """When the queue handed it over for the first time."""


def message_of(record: Mapping[str, Any]) -> Message:
    """Read one of the `Records` of "Using Lambda with Amazon SQS"."""
    attributes = record["attributes"]
    milliseconds = int(attributes["ApproximateFirstReceiveTimestamp"])
    return Message(
        id=record["messageId"],
        receipt=record["receiptHandle"],
        body=record["body"],
        receives=int(attributes["ApproximateReceiveCount"]),
        first_received_at=datetime.fromtimestamp(milliseconds / 1000, UTC),
    )


class Farewell(Struct, frozen=True, kw_only=True):
    """Why a message is given up: what its dead letter says in its message attributes."""

    reason: str
    error: str
    """The name of what went wrong, as in the log."""
    rule: str = ""
    """The rules that failed; empty when none could be asked."""


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

    def give_up(self, farewells: Mapping[Message, Farewell]) -> Collection[Message]:
        """Put messages into the dead-letter queue, each with the reason.

        A queue that does not answer is asked no more: every message would wait for it as long.

        Returns:
            Those that are there. The others stay with their own queue.
        """
        given_up: list[Message] = []
        for message, farewell in farewells.items():
            try:
                self._send(message, farewell)
            except ClientError:
                continue
            except BotoCoreError:
                break
            given_up.append(message)
        return given_up

    def _send(self, message: Message, farewell: Farewell) -> None:
        first = message.first_received_at
        attributes = {
            "Reason": self._mask(farewell.reason),
            "Error": farewell.error,
            "Rule": farewell.rule,
            "Receives": str(message.receives),
            "FirstFailedAt": first.isoformat(timespec="seconds") if first else "",
        }
        self._client().send_message(
            QueueUrl=self._dead_letter_queue_url,
            MessageBody=message.body,
            # SQS takes no empty ones.
            MessageAttributes={
                name: {"DataType": "String", "StringValue": _attribute(text)}
                for name, text in attributes.items()
                if text
            },
        )

    def postpone(self, delays: Mapping[Message, float]) -> None:
        """Let messages come back after some seconds; where that fails, after the queue's time.

        A queue that does not answer is asked no more, as in `give_up`.
        """
        with suppress(BotoCoreError):
            for some in batched(delays.items(), _PER_REQUEST, strict=False):
                with suppress(ClientError):
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
