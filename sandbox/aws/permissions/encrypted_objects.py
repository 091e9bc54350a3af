"""The keys of KMS that S3 uses on behalf of who reads and writes objects.

Source: Amazon S3 User Guide, "Using server-side encryption with AWS KMS keys": writing needs
`kms:GenerateDataKey`, reading `kms:Decrypt`. A key of the customer's own is meant; that of AWS
needs nothing.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from sandbox.aws.permissions.asked_by_role import AskedByRole


def keys_of(request: AskedByRole) -> Iterator[tuple[str, str]]:
    """The action of KMS that a request about an object takes, and the key's id, ARN or alias."""
    given, operation = request.given, request.asked.operation
    partition = get_partition(request.asked.region)
    bucket = s3_backends[request.role.account][partition].buckets.get(given["Bucket"])
    if bucket is None or "Key" not in given:
        return
    if operation == "PutObject":
        if key := _written_with(given, bucket.encryption):
            yield "kms:GenerateDataKey", key
    else:
        stored = bucket.keys.get(given["Key"])
        if stored is not None and stored.kms_key_id:
            yield "kms:Decrypt", stored.kms_key_id


def _written_with(given: Mapping[str, Any], default: Mapping[str, Any] | None) -> str | None:
    """The customer's key that encrypts an object: the request's, or else the bucket's."""
    if "ServerSideEncryption" in given:
        named: str | None = given.get("SSEKMSKeyId")
        return named
    rule = (default or {}).get("Rule", {}).get("ApplyServerSideEncryptionByDefault", {})
    key: str | None = rule.get("KMSMasterKeyID")
    return key
