"""Resources that cannot be made or changed, and what CloudFormation writes beside them."""

import json

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.cloudformation.schemas import PropertiesInvalid
from sandbox.aws.errors import AwsError, NotSupported

EXPECTED = (ClientError, BotoCoreError, AwsError, NotSupported, PropertiesInvalid)
"""What a resource fails with. Anything else is a bug of the sandbox."""


class ResourceFailed(Exception):
    """A resource could not be made or changed; the message names it, the events say why."""


def reason_of(name: str, error: Exception) -> str:
    """What CloudFormation gives as the reason.

    Args:
        name: The resource's logical id.
        error: One of `EXPECTED`.
    """
    if isinstance(error, PropertiesInvalid):
        return f"Properties validation failed for resource {name} with message:\n{error}"
    if isinstance(error, AwsError):
        return error.message
    if isinstance(error, ClientError):
        answer = error.response
        return (
            f"Resource handler returned message: {json.dumps(answer['Error']['Message'])} "
            f"(Service: {error.operation_name}, Status Code: "
            f"{answer['ResponseMetadata']['HTTPStatusCode']}, HandlerErrorCode: "
            f"{answer['Error']['Code']})"
        )
    return str(error)
