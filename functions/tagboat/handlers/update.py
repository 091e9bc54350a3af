"""The meta pipeline wants the change sets executed that were reviewed: a job of CodePipeline."""

from typing import Any

from tagboat.meta_pipeline import bootstrap


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: object) -> None:  # noqa: ARG001 - the logger reads it
    """Execute the change sets, and wait until CloudFormation has done it.

    Args:
        event: "Invoke an AWS Lambda function in a pipeline in CodePipeline: JSON event".
        context: The invocation's context, which the logger reads.
    """
    with bootstrap.masked_errors():
        bootstrap.update(event)
