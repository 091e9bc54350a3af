"""Somebody asks whether all is in order: `tagboat doctor`, or who else may invoke the function."""

from typing import Any

from tagboat import bootstrap


@bootstrap.logger.inject_lambda_context
def handle(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001 - none is needed
    """Look what the rules want and what the credentials allow, and write nothing.

    Args:
        event: Whatever it is, the question is the same.
        context: The invocation's context, which the logger reads.

    Returns:
        An `Examination`: `{"checks": [{"subject": …, "verdict": …, "says": …}], …}`.
    """
    with bootstrap.masked_errors():
        return bootstrap.examination()
