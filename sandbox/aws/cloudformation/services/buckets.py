"""How a bucket is configured: one call for each of its properties."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.cloudformation.resource_type import Properties
from sandbox.aws.errors import NotSupported

CONFIGURED = frozenset(
    {
        "BucketEncryption", "LifecycleConfiguration", "OwnershipControls",
        "PublicAccessBlockConfiguration", "Tags", "VersioningConfiguration",
    }
)  # fmt: skip
_LIFECYCLE = {
    "AbortIncompleteMultipartUpload", "ExpirationInDays", "Id", "NoncurrentVersionExpiration",
    "NoncurrentVersionExpirationInDays", "Prefix", "Status",
}  # fmt: skip


def configure(s3: Any, bucket: str, wanted: Properties, before: Properties) -> None:
    """Give a bucket its configuration, and take from it what is gone.

    Raises:
        botocore.exceptions.ClientError: What S3 answered.
        NotSupported: Something of a lifecycle that would be ignored.
    """
    if block := wanted.get("PublicAccessBlockConfiguration"):
        s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=block)
    elif "PublicAccessBlockConfiguration" in before:
        s3.delete_public_access_block(Bucket=bucket)
    if encryption := wanted.get("BucketEncryption"):
        s3.put_bucket_encryption(
            Bucket=bucket, ServerSideEncryptionConfiguration=_encryption(encryption)
        )
    elif "BucketEncryption" in before:
        s3.delete_bucket_encryption(Bucket=bucket)
    if versioning := wanted.get("VersioningConfiguration"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning)
    elif "VersioningConfiguration" in before:
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    if tags := wanted.get("Tags"):
        s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    elif "Tags" in before:
        s3.delete_bucket_tagging(Bucket=bucket)
    _configure_contents(s3, bucket, wanted, before)


def _configure_contents(s3: Any, bucket: str, wanted: Properties, before: Properties) -> None:
    if lifecycle := wanted.get("LifecycleConfiguration"):
        rules = [_lifecycle_rule(rule) for rule in lifecycle["Rules"]]
        s3.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration={"Rules": rules}
        )
    elif "LifecycleConfiguration" in before:
        s3.delete_bucket_lifecycle(Bucket=bucket)
    if ownership := wanted.get("OwnershipControls"):
        s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls=ownership)
    elif "OwnershipControls" in before:
        s3.delete_bucket_ownership_controls(Bucket=bucket)


def _encryption(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The template calls the default's rule by another name than the API."""
    rules = []
    for rule in wanted["ServerSideEncryptionConfiguration"]:
        renamed = dict(rule)
        if "ServerSideEncryptionByDefault" in renamed:
            renamed["ApplyServerSideEncryptionByDefault"] = renamed.pop(
                "ServerSideEncryptionByDefault"
            )
        rules.append(renamed)
    return {"Rules": rules}


def _lifecycle_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of a lifecycle, whose settings the template calls by other names than the API."""
    noncurrent = dict(rule.get("NoncurrentVersionExpiration", {}))
    if unknown := sorted({*(set(rule) - _LIFECYCLE), *(set(noncurrent) - {"NoncurrentDays"})}):
        raise NotSupported(f"{', '.join(unknown)} of a bucket's lifecycle")
    if "NoncurrentVersionExpirationInDays" in rule:
        noncurrent = {"NoncurrentDays": rule["NoncurrentVersionExpirationInDays"]}
    made: dict[str, Any] = {
        "Status": rule["Status"],
        "Filter": {"Prefix": rule.get("Prefix", "")},
    }
    if "Id" in rule:
        made["ID"] = rule["Id"]
    if "ExpirationInDays" in rule:
        made["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if noncurrent:
        made["NoncurrentVersionExpiration"] = noncurrent
    if "AbortIncompleteMultipartUpload" in rule:
        made["AbortIncompleteMultipartUpload"] = rule["AbortIncompleteMultipartUpload"]
    return made
