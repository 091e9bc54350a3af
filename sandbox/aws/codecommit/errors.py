"""The errors CodeCommit may answer with: the operation's modelled ones, and AWS's common ones."""

from functools import cache

from moto.core.utils import get_service_model

from sandbox.aws.errors import AwsError

COMMON_ERRORS = {
    "AccessDeniedException": 400,
    "ExpiredTokenException": 400,
    "InternalFailure": 500,
    "RequestExpired": 400,
    "ServiceUnavailable": 503,
    "ThrottlingException": 400,
    "UnrecognizedClientException": 400,
    "ValidationException": 400,
    # CodeCommit has been seen to throttle without a code; botocore then puts the status there.
    "400": 400,
}
"""Code -> HTTP status of the errors any operation may answer with ("Common Errors")."""


class UnmodelledError(Exception):
    """A bug of the sandbox: AWS could not have answered this."""


def codecommit_error(code: str, message: str) -> AwsError:
    """An error of CodeCommit, to be raised by an operation or by an interruption of a test.

    Args:
        code: Such as `ParentCommitIdOutdatedException` or `ThrottlingException`.
        message: What people read.
    """
    return AwsError(code, message, status=COMMON_ERRORS.get(code, 400))


def check_modelled(operation: str, error: AwsError) -> None:
    """Make sure that AWS, too, could answer the operation with this error.

    Raises:
        UnmodelledError: It could not.
    """
    if error.code not in COMMON_ERRORS and error.code not in _modelled(operation):
        raise UnmodelledError(f"{operation} of CodeCommit never answers {error}")


@cache
def _modelled(operation: str) -> frozenset[str]:
    model = get_service_model("codecommit").operation_model(operation)
    return frozenset(str(shape.name) for shape in model.error_shapes)
