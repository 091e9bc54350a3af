"""The environment variables that a deployment sets, checked as Lambda does.

Source: "Working with Lambda environment variables" and "Defined runtime environment variables" in
the AWS Lambda Developer Guide.
"""

import json
import re
from collections.abc import Mapping

from sandbox.aws.functions.api.errors import constraint, invalid

_NAME = re.compile(r"[a-zA-Z]([a-zA-Z0-9_])+")
_MOST_BYTES = 4096
RESERVED = frozenset(
    {
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_ACCESS_KEY",
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
    }
)
"""Names that Lambda sets and a deployment may not."""


def checked(variables: Mapping[str, str]) -> dict[str, str]:
    """The variables, when Lambda takes them.

    Raises:
        AwsError: A name is reserved or not one, or they are too large together.
    """
    unable = (
        "Lambda was unable to configure your environment variables because the environment "
        "variables you have provided "
    )
    if reserved := sorted(RESERVED & variables.keys()):
        raise invalid(
            f"{unable}contains reserved keys that are currently not supported for modification. "
            f"Reserved keys used in this request: {', '.join(reserved)}"
        )
    if wrong := [name for name in variables if not _NAME.fullmatch(name)]:
        pattern = f"satisfy regular expression pattern: {_NAME.pattern}"
        raise constraint(wrong[0], "environment.variables", pattern)
    measured = json.dumps(dict(variables), separators=(",", ":"))
    if len(measured.encode()) > _MOST_BYTES:
        raise invalid(f"{unable}exceeded the 4KB limit. String measured: {measured}")
    return dict(variables)
