"""The event that a function gets for messages of a queue.

Source: "Using Lambda with Amazon SQS", the example of a standard queue's event.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

MOST_BYTES = 6_291_456
"""The payload of an invocation: 6 MB."""


def record(message: Mapping[str, Any], queue_arn: str) -> dict[str, Any]:
    """One record.

    Args:
        message: A message as ReceiveMessage gives it, with all its attributes.
        queue_arn: Where it is from.
    """
    attributes = message.get("MessageAttributes", {})
    digest = message.get("MD5OfMessageAttributes")
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message["Attributes"]),
        "messageAttributes": {name: _attribute(value) for name, value in attributes.items()},
        **({"md5OfMessageAttributes": digest} if digest else {}),
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": queue_arn.split(":")[3],
    }


def event(records: Sequence[Mapping[str, Any]]) -> bytes:
    """The event, as JSON."""
    return json.dumps({"Records": list(records)}).encode()


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    if "StringValue" in value:
        shown["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        shown["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return {
        **shown,
        "stringListValues": [],
        "binaryListValues": [],
        "dataType": value["DataType"],
    }
