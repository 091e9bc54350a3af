"""Asks a deployed Tagboat to write what it has missed: by a message on its queue.

"Amazon SQS API Reference: SendMessage". It needs the permissions `cloudformation:DescribeStacks`
and `sqs:SendMessage`.
"""

import msgspec

from tagboat.core.messages import RECONCILE
from tagboat.deployed_stack import DeployedStack, asking

OUTPUT = "QueueUrl"
"""The stack's output that has the queue's address."""


def request_reconcile(stack: DeployedStack) -> str:
    """Put the request on the queue of a stack.

    Returns:
        The id of the message.

    Raises:
        CannotAsk: AWS does not answer.
    """
    address = stack.outputs(OUTPUT)[OUTPUT]
    body = msgspec.json.encode(RECONCILE).decode()
    with asking():
        sent = stack.client("sqs").send_message(QueueUrl=address, MessageBody=body)
    return str(sent["MessageId"])
