"""Images were pushed: SQS hands over a batch of EventBridge events."""

from typing import Any, Protocol

from tagboat import bootstrap
from tagboat.push_queue import message_of


class Context(Protocol):
    """The invocation's context, as far as it is asked: "AWS Lambda context object in Python"."""

    def get_remaining_time_in_millis(self) -> int:
        """How much time is left to this invocation."""


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Write the pushed tags to the infra repo.

    Args:
        event: "Using Lambda with Amazon SQS": `{"Records": [{"messageId": …, "body": …}]}`.
        context: The invocation's context, which the logger reads too.

    Returns:
        `{"batchItemFailures": [{"itemIdentifier": …}]}`: the messages that have to come back.
    """
    messages = [message_of(record) for record in event["Records"]]
    seconds = context.get_remaining_time_in_millis() / 1000
    with bootstrap.masked_errors():
        failed = bootstrap.push_batch().process(messages, seconds)
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in failed]}
