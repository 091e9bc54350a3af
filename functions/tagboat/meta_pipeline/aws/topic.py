"""The topic by which people hear from the meta pipeline."""

from typing import TYPE_CHECKING

from tagboat.meta_pipeline.aws.errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sns import SNSClient

_LONGEST_SUBJECT = 99
"""`Publish` in the Amazon SNS API Reference: less than 100 characters, and ASCII."""


class Topic:
    """One topic of SNS."""

    def __init__(self, client: "Callable[[], SNSClient]", arn: str) -> None:
        """Keep what makes the client when it is first needed, and the topic's ARN."""
        self._client = client
        self._arn = arn

    def tell(self, subject: str, message: str) -> None:
        """Tell people something.

        Args:
            subject: ASCII, without line breaks; what is too long is cut.
            message: At most 256 KB.

        Raises:
            TagboatError: SNS does not answer, or refuses.
        """
        with translated("SNS"):
            self._client().publish(
                TopicArn=self._arn, Subject=subject[:_LONGEST_SUBJECT], Message=message
            )
