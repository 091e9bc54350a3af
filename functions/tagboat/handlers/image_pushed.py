"""Images were pushed: SQS hands over a batch of EventBridge events."""

from typing import Any

from tagboat import bootstrap
from tagboat.push_queue import Message


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001
    """Write the pushed tags to the infra repo.

    Args:
        event: "Using Lambda with Amazon SQS": `{"Records": [{"messageId": …, "body": …}]}`.
        context: The invocation's context, which the logger reads.

    Returns:
        `{"batchItemFailures": [{"itemIdentifier": …}]}`: the messages that have to come back.
    """
    messages = [
        Message(
            id=record["messageId"],
            receipt=record["receiptHandle"],
            body=record["body"],
            receives=int(record["attributes"]["ApproximateReceiveCount"]),
        )
        for record in event["Records"]
    ]
    with bootstrap.masked_errors():
        failed = bootstrap.push_batch().process(messages)
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in failed]}
