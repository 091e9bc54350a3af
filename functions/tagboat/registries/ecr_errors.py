"""What ECR's errors mean.

Their codes: "Amazon ECR API Reference", "DescribeImages" and "Common Error Types".
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.core.errors import PermanentError, RegistryUnavailable, TagboatError, Throttled

_THROTTLED = {
    "RequestLimitExceeded",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_DENIED = {"AccessDenied", "AccessDeniedException"}


class RegistryRefuses(PermanentError):
    """The registry does not answer, and will not until somebody mends something."""


@contextmanager
def translated(what: str, *, but: Collection[str] = ()) -> Iterator[None]:
    """Raise what botocore raises as errors of Tagboat's own.

    Args:
        what: What is asked about.
        but: Codes of errors that are raised as they are.
    """
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in but:
            raise
        raise _translate(error, what) from error
    except BotoCoreError as error:
        raise RegistryUnavailable(f"ECR did not answer: {error}") from error


def _translate(error: ClientError, what: str) -> TagboatError:
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if code in _THROTTLED:
        return Throttled(f"ECR asks for a pause: {said}")
    if status >= 500:
        return RegistryUnavailable(f"ECR failed: {code}: {said}")
    if code in _DENIED:
        return RegistryRefuses(
            f"ECR could not be asked, for the role lacks ecr:{error.operation_name} on {what}:"
            f" {said}"
        )
    return RegistryRefuses(f"ECR could not be asked: {code}: {said}")
