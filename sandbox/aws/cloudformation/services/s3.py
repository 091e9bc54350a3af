"""Buckets and their policies."""

from collections.abc import Mapping
from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    undone_on_failure,
)


class Bucket(ResourceType):
    """`AWS::S3::Bucket`."""

    name = "AWS::S3::Bucket"
    supported = frozenset(
        {
            "BucketEncryption",
            "BucketName",
            "PublicAccessBlockConfiguration",
            "Tags",
            "VersioningConfiguration",
        }
    )
    attributes = frozenset({"Arn", "DomainName", "RegionalDomainName"})
    named_by = "BucketName"
    longest_name = 63
    lower_case = True

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the bucket and configure it."""
        s3 = account.client("s3")
        s3.create_bucket(Bucket=name)
        with undone_on_failure(lambda: s3.delete_bucket(Bucket=name)):
            self._configure(account, name, wanted, {})
        return Made(
            name,
            {
                "Arn": f"arn:aws:s3:::{name}",
                "DomainName": f"{name}.s3.amazonaws.com",
                "RegionalDomainName": f"{name}.s3.{account.region}.amazonaws.com",
            },
        )

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Configure the bucket anew."""
        self._configure(account, made.physical_id, wanted, before)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the bucket, which must be empty."""
        account.client("s3").delete_bucket(Bucket=made.physical_id)

    def _configure(
        self, account: Account, bucket: str, wanted: Properties, before: Properties
    ) -> None:
        s3 = account.client("s3")
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


class BucketPolicy(ResourceType):
    """`AWS::S3::BucketPolicy`."""

    name = "AWS::S3::BucketPolicy"
    supported = frozenset({"Bucket", "PolicyDocument"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Put the policy."""
        self._put(account, wanted)
        return Made(wanted["Bucket"])

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Put the policy anew."""
        self._put(account, wanted)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Take the policy from the bucket."""
        account.client("s3").delete_bucket_policy(Bucket=made.physical_id)

    def _put(self, account: Account, wanted: Properties) -> None:
        account.client("s3").put_bucket_policy(
            Bucket=wanted["Bucket"], Policy=document(wanted["PolicyDocument"])
        )


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
