"""The meta pipeline wants to know what its update would do: a job of CodePipeline."""

from typing import Any

from tagboat.meta_pipeline import bootstrap


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: object) -> None:  # noqa: ARG001 - the logger reads it
    """Make change sets, read them, and say what they would do.

    Args:
        event: "Invoke an AWS Lambda function in a pipeline in CodePipeline: JSON event".
        context: The invocation's context, which the logger reads.
    """
    with bootstrap.masked_errors():
        bootstrap.review(event)
