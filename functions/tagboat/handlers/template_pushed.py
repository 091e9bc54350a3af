"""A branch of the CodeCommit repository with the pipeline templates was made or moved."""

from typing import Any

from tagboat.meta_pipeline import bootstrap


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: object) -> None:  # noqa: ARG001 - the logger reads it
    """Start the meta pipeline, if the push touches what it reads.

    Args:
        event: "Using Lambda with Amazon SQS", with one record: an event of CodeCommit.
        context: The invocation's context, which the logger reads.
    """
    (record,) = event["Records"]
    with bootstrap.masked_errors():
        bootstrap.start(record["body"], record["messageId"])
