"""The errors of the Serverless Application Repository, as its model names them."""

from sandbox.aws.errors import AwsError


def bad_request(message: str) -> AwsError:
    """Something that is given is not valid."""
    return AwsError("BadRequestException", message)


def conflict(message: str) -> AwsError:
    """What is to be made exists."""
    return AwsError("ConflictException", message, status=409)


def not_found(message: str) -> AwsError:
    """What is asked for does not exist."""
    return AwsError("NotFoundException", message, status=404)
