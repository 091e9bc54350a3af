"""Receiving and deleting messages with the rights of a function's execution role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.aws.functions.runtime.role_clients import assume, client

_MOST_AT_ONCE = 10


@dataclass(frozen=True)
class QueueReader:
    """One queue, read by one role."""

    queue_arn: str
    role_arn: str
    sqs: Any
    """A client with the role's rights."""
    queue_url: str

    @classmethod
    def open(
        cls, queue_arn: str, role_arn: str, function_name: str, endpoint_url: str
    ) -> "QueueReader":
        """Assume the role and look at the queue.

        Raises:
            botocore.exceptions.ClientError: The role may not, or the queue is gone.
        """
        region, account, name = queue_arn.split(":")[3:6]
        sqs = client("sqs", assume(role_arn, function_name, region), region, endpoint_url)
        url = f"{endpoint_url}/{account}/{name}"
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
        return cls(queue_arn, role_arn, sqs, url)

    def receive(self, most: int) -> list[dict[str, Any]]:
        """Up to ten messages that are visible now, with all their attributes.

        Raises:
            botocore.exceptions.ClientError: The role may not, or the queue is gone.
        """
        answer = self.sqs.receive_message(
            QueueUrl=self.queue_url,
            MaxNumberOfMessages=min(most, _MOST_AT_ONCE),
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
            WaitTimeSeconds=0,
        )
        return list(answer.get("Messages", []))

    def delete(self, receipt_handles: Sequence[str]) -> None:
        """Delete messages.

        Raises:
            botocore.exceptions.ClientError: The role may not, or the queue is gone.
        """
        for first in range(0, len(receipt_handles), _MOST_AT_ONCE):
            handles = receipt_handles[first : first + _MOST_AT_ONCE]
            self.sqs.delete_message_batch(
                QueueUrl=self.queue_url,
                Entries=[
                    {"Id": str(number), "ReceiptHandle": handle}
                    for number, handle in enumerate(handles)
                ],
            )
