"""The errors of the Lambda API that many operations answer with.

Source: AWS Lambda API Reference, as botocore ships it. The texts are those that people report from
AWS; where none could be found the text says what is wrong in Lambda's terms.
"""

from collections.abc import Collection

from moto.core.model import OperationModel

from sandbox.aws.errors import AwsError

_COMMON = frozenset({"ValidationException"})
"""Errors of every operation, which the model does not list ("Common Errors" of the reference)."""


def invalid(message: str) -> AwsError:
    """A parameter is wrong."""
    return AwsError("InvalidParameterValueException", message)


def not_found(message: str) -> AwsError:
    """What is named is not there."""
    return AwsError("ResourceNotFoundException", message, status=404)


def conflict(message: str) -> AwsError:
    """It is there already."""
    return AwsError("ResourceConflictException", message, status=409)


def constraint(value: object, member: str, rule: str) -> AwsError:
    """A value breaks a constraint of the model that botocore does not check.

    Args:
        value: What was asked for.
        member: Its name as the service writes it, such as `scalingConfig.maximumConcurrency`.
        rule: What it must satisfy.
    """
    return AwsError(
        "ValidationException",
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy "
        f"constraint: Member must {rule}",
    )


def check_range(value: int, member: str, least: int, most: int) -> None:
    """Check a number.

    Raises:
        AwsError: `ValidationException`.
    """
    if value < least:
        raise constraint(value, member, f"have value greater than or equal to {least}")
    if value > most:
        raise constraint(value, member, f"have value less than or equal to {most}")


def check_one_of(value: str, member: str, values: Collection[str]) -> None:
    """Check an enumerated value.

    Raises:
        AwsError: `ValidationException`.
    """
    if value not in values:
        raise constraint(value, member, f"satisfy enum value set: [{', '.join(values)}]")


def is_modelled(error: AwsError, operation: OperationModel) -> bool:
    """Whether the service may answer an operation with an error."""
    return error.code in _COMMON | {shape.name for shape in operation.error_shapes}
