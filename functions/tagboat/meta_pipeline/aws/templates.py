"""Templates, where CloudFormation can read them, and what it says of them."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from tagboat.meta_pipeline.aws.errors import translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_s3 import S3Client


class Template(Struct, frozen=True):
    """A template in S3."""

    url: str
    declared: frozenset[str]
    """The names of its parameters."""


class Templates:
    """Puts templates into a bucket: in a request they may have 51,200 bytes, there 1 MB."""

    def __init__(
        self,
        s3: "Callable[[], S3Client]",
        cloudformation: "Callable[[], CloudFormationClient]",
        bucket: str,
    ) -> None:
        """Keep what makes the clients when they are first needed, and the bucket."""
        self._s3 = s3
        self._cloudformation = cloudformation
        self._bucket = bucket

    def put(self, key: str, content: bytes) -> Template:
        """Put a template, and ask CloudFormation whether it is one.

        Raises:
            UpdateFailed: It is none, in CloudFormation's words.
            TagboatError: A service does not answer, or refuses.
        """
        s3 = self._s3()
        with translated("S3"):
            s3.put_object(Bucket=self._bucket, Key=key, Body=content)
        # The endpoint of S3 itself, so that it is right in every partition.
        url = f"{s3.meta.endpoint_url}/{self._bucket}/{quote(key)}"
        with translated("CloudFormation"):
            summary = self._cloudformation().get_template_summary(TemplateURL=url)
        names = [parameter["ParameterKey"] for parameter in summary.get("Parameters", ())]
        return Template(url, frozenset(names))
