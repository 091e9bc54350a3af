"""What the errors of AWS's services mean to the meta pipeline."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from tagboat.core.meta_pipeline.errors import ServiceUnavailable, UpdateFailed

_PAUSES = {"Throttling", "ThrottlingException", "TooManyRequestsException", "SlowDown"}
"""Codes that ask for a pause, whatever the status is: "Common Errors" of each API Reference."""


@contextmanager
def translated(service: str) -> Iterator[None]:
    """Raise what botocore raises as errors of Tagboat's own.

    Args:
        service: Which one is asked, for the message.

    Raises:
        ServiceUnavailable: It did not answer, failed itself, or asks for a pause.
        UpdateFailed: It refuses, or would: botocore sends nothing that the service cannot take.
    """
    try:
        yield
    except ClientError as error:
        code, said = code_of(error), error.response["Error"].get("Message", "")
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in _PAUSES or status in (500, 502, 503, 504):
            raise ServiceUnavailable(f"{service} does not answer now: {code}: {said}") from error
        raise UpdateFailed(f"{service} refuses {error.operation_name}: {said} ({code})") from error
    except ParamValidationError as error:  # It would be as wrong the next time.
        raise UpdateFailed(f"{service} cannot take the request: {error}") from error
    except BotoCoreError as error:
        raise ServiceUnavailable(f"{service} did not answer: {error}") from error


def code_of(error: ClientError) -> str:
    """The code by which a service says what is wrong."""
    return error.response["Error"].get("Code", "")
