"""Queues and their policies."""

import json
from collections.abc import Mapping
from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    tag_map,
)

# Amazon SQS API Reference, SetQueueAttributes: what an attribute is when it is not set.
_DEFAULTS: Mapping[str, str] = {
    "DelaySeconds": "0",
    "KmsMasterKeyId": "",
    "MaximumMessageSize": "1048576",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "RedrivePolicy": "",
    "SqsManagedSseEnabled": "true",
    "VisibilityTimeout": "30",
}
_FIFO = ("ContentBasedDeduplication", "DeduplicationScope", "FifoQueue", "FifoThroughputLimit")


class Queue(ResourceType):
    """`AWS::SQS::Queue`."""

    name = "AWS::SQS::Queue"
    supported = frozenset({*_DEFAULTS, *_FIFO, "QueueName", "Tags"})
    attributes = frozenset({"Arn", "QueueName", "QueueUrl"})
    named_by = "QueueName"
    longest_name = 75

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the queue."""
        if wanted.get("FifoQueue") and "QueueName" not in wanted:
            name += ".fifo"
        answer = account.client("sqs").create_queue(
            QueueName=name, Attributes=_attributes(wanted), tags=tag_map(wanted)
        )
        arn = f"arn:aws:sqs:{account.region}:{account.id}:{name}"
        url = answer["QueueUrl"]
        return Made(url, {"Arn": arn, "QueueName": name, "QueueUrl": url})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Set every attribute, those that are gone to their defaults."""
        sqs = account.client("sqs")
        gone = {name: _DEFAULTS[name] for name in _attributes(before) if name in _DEFAULTS}
        sqs.set_queue_attributes(
            QueueUrl=made.physical_id, Attributes={**gone, **_attributes(wanted)}
        )
        if old := set(tag_map(before)) - set(tag_map(wanted)):
            sqs.untag_queue(QueueUrl=made.physical_id, TagKeys=sorted(old))
        if tags := tag_map(wanted):
            sqs.tag_queue(QueueUrl=made.physical_id, Tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the queue and its messages."""
        account.client("sqs").delete_queue(QueueUrl=made.physical_id)


class QueuePolicy(ResourceType):
    """`AWS::SQS::QueuePolicy`: one policy on each of its queues."""

    name = "AWS::SQS::QueuePolicy"
    supported = frozenset({"PolicyDocument", "Queues"})
    attributes = frozenset({"Id"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Set the policy of each queue."""
        self._set(account, wanted["Queues"], document(wanted["PolicyDocument"]))
        return Made(name, {"Id": name})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Set the policy of each queue, and take it from those that are gone."""
        gone = [url for url in before["Queues"] if url not in wanted["Queues"]]
        self._set(account, gone, "")
        self._set(account, wanted["Queues"], document(wanted["PolicyDocument"]))
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Take the policy from each queue."""
        self._set(account, before["Queues"], "")

    def _set(self, account: Account, queues: list[str], policy: str) -> None:
        for url in queues:
            account.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})


def _attributes(properties: Properties) -> dict[str, str]:
    return {
        name: _text(value)
        for name, value in properties.items()
        if name not in ("QueueName", "Tags")
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
