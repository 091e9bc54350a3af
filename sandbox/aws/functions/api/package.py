"""Deployment packages: the zip files that hold functions and layers."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from moto.s3.exceptions import MissingBucket, MissingKey
from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from sandbox.aws.errors import AwsError
from sandbox.aws.functions.api.errors import invalid

_MOST_UNZIPPED = 262_144_000
"""Bytes of a function with its layers ("Lambda quotas")."""


@dataclass(frozen=True)
class Package:
    """A zip file as it was uploaded."""

    content: bytes

    @property
    def size(self) -> int:
        """Bytes of the zip file."""
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        """The checksum as the API shows it: base64."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()

    @cached_property
    def unzipped_size(self) -> int:
        """Bytes of the files in it."""
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            return sum(item.file_size for item in archive.infolist())


def uploaded(source: Mapping[str, Any], account: str, region: str) -> Package:
    """The package that a request uploads or names.

    Args:
        source: `Code` of CreateFunction, `Content` of PublishLayerVersion, or the parameters of
            UpdateFunctionCode: `ZipFile`, or `S3Bucket` and `S3Key`.
        account: Whose buckets.
        region: The region of the function.

    Raises:
        AwsError: `InvalidParameterValueException`, when it is not there or not a zip file.
    """
    content = source.get("ZipFile")
    if content is None:
        content = _object(source, account, get_partition(region))
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise invalid(
            "Could not unzip uploaded file. Please check your file, then try to upload again."
        )
    return Package(content)


def check_total_size(packages: Iterable[Package]) -> None:
    """Check that a function and its layers fit.

    Raises:
        AwsError: `InvalidParameterValueException`.
    """
    if sum(package.unzipped_size for package in packages) >= _MOST_UNZIPPED:
        raise invalid(f"Unzipped size must be smaller than {_MOST_UNZIPPED} bytes")


def _object(source: Mapping[str, Any], account: str, partition: str) -> bytes:
    if not source.get("S3Bucket") or not source.get("S3Key"):
        raise invalid("Please provide a source for function code.")
    try:
        key = s3_backends[account][partition].get_object(
            source["S3Bucket"], source["S3Key"], version_id=source.get("S3ObjectVersion")
        )
    except MissingBucket:
        raise _unreadable("NoSuchBucket", "The specified bucket does not exist") from None
    except MissingKey:
        key = None
    if key is None:
        raise _unreadable("NoSuchKey", "The specified key does not exist.")
    return bytes(key.value)


def _unreadable(code: str, message: str) -> AwsError:
    return invalid(
        f"Error occurred while GetObject. S3 Error Code: {code}. S3 Error Message: {message}"
    )
