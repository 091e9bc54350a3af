"""What Lambda demands of an event source mapping.

Source: CreateEventSourceMapping in the AWS Lambda API Reference, "Using Lambda with Amazon SQS" in
the Developer Guide, and the texts that people report from AWS.
"""

from moto.sqs.models import Queue, sqs_backends

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api.call import Call
from sandbox.aws.functions.api.errors import check_range, conflict, invalid
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.mapping import Mapping
from sandbox.aws.functions.api.role_rights import may

_MOST_WITHOUT_WINDOW = 10
_NEEDED = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")


def check_source(arn: str) -> None:
    """Refuse what is not a standard queue.

    Raises:
        NotSupported: A stream, a topic, a FIFO queue.
    """
    if arn.split(":")[2:3] != ["sqs"] or arn.endswith(".fifo"):
        raise NotSupported(f"event sources other than standard queues ({arn})")


def check(mapping: Mapping, function: Function) -> None:
    """Check a mapping against its function, its queue and the function's role.

    Raises:
        AwsError: Lambda would not take it.
    """
    check_range(mapping.batch_size, "batchSize", 1, 10_000)
    check_range(mapping.window, "maximumBatchingWindowInSeconds", 0, 300)
    if mapping.maximum_concurrency is not None:
        check_range(mapping.maximum_concurrency, "scalingConfig.maximumConcurrency", 2, 1000)
    if mapping.batch_size > _MOST_WITHOUT_WINDOW and not mapping.window:
        raise invalid(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is "
            "greater than 10"
        )
    for action in _NEEDED:
        if not may(function.role, f"sqs:{action}", mapping.queue_arn):
            raise invalid(
                f"The function execution role does not have permissions to call {action} on SQS"
            )
    visible_after = _queue(mapping.queue_arn).attributes["VisibilityTimeout"]
    if visible_after < function.timeout:
        raise invalid(
            f"Queue visibility timeout: {visible_after} seconds is less than Function timeout: "
            f"{function.timeout} seconds"
        )


def check_new(call: Call, mapping: Mapping) -> None:
    """Check that the function does not have the queue already.

    Raises:
        AwsError: `ResourceConflictException`.
    """
    for other in call.store.mappings.values():
        if (other.queue_arn, other.function_arn) == (mapping.queue_arn, mapping.function_arn):
            raise conflict(
                f'An event source mapping with SQS arn (" {mapping.queue_arn} ") and function '
                f'(" {mapping.function_name} ") already exists. Please update or delete the '
                f"existing mapping with UUID {other.id}"
            )


def _queue(arn: str) -> Queue:
    region, account, name = arn.split(":")[3:6]
    queue = sqs_backends[account][region].queues.get(name)
    if queue is None:
        raise _no_queue()
    return queue


def _no_queue() -> AwsError:
    return invalid(
        "Error occurred while ReceiveMessage. SQS Error Code: "
        "AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not "
        "exist."
    )
