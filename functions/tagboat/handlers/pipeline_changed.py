"""The meta pipeline waits for an approval, or has failed."""

from typing import Any

from tagboat.meta_pipeline import bootstrap


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: object) -> None:  # noqa: ARG001 - the logger reads it
    """Approve what is harmless, ask people about the rest, and tell them of failures.

    Args:
        event: "Using Lambda with Amazon SQS", with one record: an event of CodePipeline.
        context: The invocation's context, which the logger reads.
    """
    (record,) = event["Records"]
    with bootstrap.masked_errors():
        bootstrap.pipeline_changed(record["body"])
