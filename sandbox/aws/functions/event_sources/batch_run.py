"""One batch given to a function."""

from collections.abc import Callable, Sequence

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.event_sources import sqs_event
from sandbox.aws.functions.event_sources.batch import Record
from sandbox.aws.functions.event_sources.batch_response import failed
from sandbox.aws.functions.event_sources.queue_reader import QueueReader
from sandbox.aws.functions.runtime.invocation import Invocation

type Invoke = Callable[[Function, bytes], Invocation]
"""Runs a function with an event."""


def run(
    records: Sequence[Record],
    function: Function,
    invoke: Invoke,
    reader: QueueReader,
    *,
    reports_failures: bool,
) -> None:
    """Run a function with a batch, and delete the messages that it does not fail.

    Raises:
        AwsError, NotSupported: The function could not be run.
        botocore.exceptions.ClientError: The role may not delete.
    """
    invocation = invoke(function, sqs_event.event(records))
    handles = {record["messageId"]: record["receiptHandle"] for record in records}
    stay = failed(invocation, handles, reports=reports_failures)
    reader.delete([handle for message, handle in handles.items() if message not in stay])
