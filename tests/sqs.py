"""Queues in memory, with as much of SQS's client as sends messages from one to another."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

_MOST = 10
_TEN = 1_772_445_600_000  # 2026-03-02 10:00:00 in UTC


@dataclass
class _Message:
    id: str
    body: str
    attributes: dict[str, str]
    visible: bool = True


@dataclass
class Sqs:
    """Every queue, by the name that is its URL."""

    refused: str = ""
    """The body of a message that no queue takes."""
    sizes: list[int] = field(default_factory=list)
    """Of the requests that have sent several messages, in bytes."""
    _queues: defaultdict[str, list[_Message]] = field(default_factory=lambda: defaultdict(list))
    _made: int = 0

    def add(self, queue: str, body: str, **attributes: str) -> None:
        """Put a message into a queue."""
        self._made += 1
        self._queues[queue].append(_Message(str(self._made), body, attributes))

    def all(self, queue: str) -> list[str]:
        """The bodies of all messages of a queue."""
        return [message.body for message in self._queues[queue]]

    def visible(self, queue: str) -> list[str]:
        """The bodies of those that a receiver would get."""
        return [message.body for message in self._queues[queue] if message.visible]

    def receive_message(self, **request: Any) -> dict[str, Any]:
        """Hand out what is visible, and hide it."""
        assert request["MessageAttributeNames"] == ["All"]
        assert request["MaxNumberOfMessages"] <= _MOST
        assert request["VisibilityTimeout"] >= 1
        waiting = [one for one in self._queues[request["QueueUrl"]] if one.visible]
        taken = waiting[: request["MaxNumberOfMessages"]]
        for message in taken:
            message.visible = False
        return {"Messages": [_shown(message) for message in taken]} if taken else {}

    def change_message_visibility_batch(self, **request: Any) -> dict[str, Any]:
        """Show messages again."""
        assert 1 <= len(request["Entries"]) <= _MOST
        for entry in request["Entries"]:
            assert entry["VisibilityTimeout"] == 0
            self._message(request["QueueUrl"], entry["ReceiptHandle"]).visible = True
        return {}

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        """Take messages, but for the one that is refused."""
        entries = request["Entries"]
        assert 1 <= len(entries) <= _MOST
        self.sizes.append(sum(len(entry["MessageBody"].encode()) for entry in entries))
        taken = [entry for entry in entries if entry["MessageBody"] != self.refused]
        for entry in taken:
            self.add(request["QueueUrl"], entry["MessageBody"])
        return {"Successful": [{"Id": entry["Id"]} for entry in taken]}

    def delete_message_batch(self, **request: Any) -> dict[str, Any]:
        """Remove messages."""
        assert 1 <= len(request["Entries"]) <= _MOST
        queue = self._queues[request["QueueUrl"]]
        for entry in request["Entries"]:
            queue.remove(self._message(request["QueueUrl"], entry["ReceiptHandle"]))
        return {}

    def _message(self, queue: str, receipt: str) -> _Message:
        return next(one for one in self._queues[queue] if f"receipt-{one.id}" == receipt)


def _shown(message: _Message) -> dict[str, Any]:
    return {
        "MessageId": message.id,
        "ReceiptHandle": f"receipt-{message.id}",
        "Body": message.body,
        "Attributes": {"SentTimestamp": str(_TEN + 1_000 * int(message.id))},
        "MessageAttributes": {
            name: {"DataType": "String", "StringValue": text}
            for name, text in message.attributes.items()
        },
    }
