"""What a service of the local AWS can answer instead of a result."""

from moto.core.exceptions import ServiceException


class AwsError(ServiceException):
    """An error that AWS itself would answer with, in the protocol of the service that is asked.

    It is one of moto's exceptions too, so that plug-ins inside moto may raise it.
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(code, message)
        self.status = status


class NotSupported(Exception):
    """What was asked exists at AWS, and the local AWS does not have it.

    It is answered with HTTP status 501, which no SDK retries, so that a test fails at once and says
    what is missing.
    """

    def __init__(self, what: str) -> None:
        super().__init__(f"The local AWS does not support {what}")
