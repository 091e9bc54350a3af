"""The objects in S3 that an application is made of, and the repository's own copies.

Source: AWS Serverless Application Repository Developer Guide, "Publishing Applications", for the
policy of the bucket. The messages are those that `sam publish` recognises.
"""

import re
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError
from moto.s3.models import s3_backends

from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.permissions.statements import Statement, statements_of
from sandbox.aws.serverlessrepo.errors import bad_request

_S3_URI = re.compile(r"s3://([a-z0-9.-]{3,63})/(\S+)")
_SERVICE = "serverlessrepo.amazonaws.com"
_OWN_ACCOUNT = "999999999999"
_OWN_BUCKET = "awsserverlessrepo-applications-local"
_CHANGE_SETS = "awsserverlessrepo-changesets-local"
_LONGEST_TEXT = 5 * 1024 * 1024


class Artifacts:
    """What the repository reads of a publisher's buckets, and keeps in one of its own."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._own = s3_backends[_OWN_ACCOUNT]["aws"]
        for bucket in (_OWN_BUCKET, _CHANGE_SETS):
            self._own.create_bucket(bucket, account.region)

    def keep_text(self, name: str, uri: str) -> str:
        """Copy a license or a readme, and give the address of the copy.

        Raises:
            AwsError: `BadRequestException`, when it may not be read or is too long.
        """
        body = self._read(*parse_s3_uri(uri))
        if len(body) > _LONGEST_TEXT:
            raise bad_request(f"{name} has {len(body)} bytes; at most {_LONGEST_TEXT} are allowed")
        return self.keep(body)

    def keep(self, body: bytes) -> str:
        """Keep something, and give an address that it can be read at for an hour."""
        key = str(uuid4())
        self._own.put_object(_OWN_BUCKET, key, body)
        address: str = self._s3.generate_presigned_url(
            "get_object", {"Bucket": _OWN_BUCKET, "Key": key}
        )
        return address

    def for_cloudformation(self, template: str) -> str:
        """Keep a template where CloudFormation reads it.

        AWS names the bucket of it so: "How to use applications in AWS SAM, Nested applications".
        """
        key = str(uuid4())
        self._own.put_object(_CHANGE_SETS, key, template.encode())
        return f"https://s3.amazonaws.com/{_CHANGE_SETS}/{key}"

    def check_readable(self, bucket: str, key: str) -> None:
        """Check that the repository may read an object.

        Raises:
            AwsError: `BadRequestException`.
        """
        self._read(bucket, key)

    @property
    def _s3(self) -> Any:
        return self._account.client("s3")

    def _read(self, bucket: str, key: str) -> bytes:
        denied = bad_request(f"Failed to copy S3 object. Access denied: bucket={bucket}, key={key}")
        try:
            policy = self._s3.get_bucket_policy(Bucket=bucket)["Policy"]
            if not self._may_read(statements_of(policy), f"arn:aws:s3:::{bucket}/{key}"):
                raise denied
            body: bytes = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        except ClientError as error:
            # Who may not list a bucket is told that access is denied for what is not there too.
            raise denied from error
        return body

    def _may_read(self, statements: list[Statement], arn: str) -> bool:
        context = {"aws:sourceaccount": (self._account.id,), "aws:securetransport": ("true",)}
        said = [
            statement.allows
            for statement in statements
            if statement.names_principal("Service", _SERVICE)
            and statement.applies("s3:GetObject", arn, context)
        ]
        return bool(said) and all(said)


def parse_s3_uri(uri: object) -> tuple[str, str]:
    """The bucket and the key of `s3://bucket/key`.

    Raises:
        AwsError: `BadRequestException`, also for a version of an object.
    """
    found = _S3_URI.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        raise bad_request(f"Invalid S3 URI: {uri}")
    return found[1], found[2]
