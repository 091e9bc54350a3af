"""Buckets and their policies."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    undone_on_failure,
)
from sandbox.aws.cloudformation.services.buckets import CONFIGURED, configure


class Bucket(ResourceType):
    """`AWS::S3::Bucket`."""

    name = "AWS::S3::Bucket"
    supported = CONFIGURED | {"BucketName"}
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
            configure(s3, name, wanted, {})
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
        configure(account.client("s3"), made.physical_id, wanted, before)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the bucket, which must be empty."""
        account.client("s3").delete_bucket(Bucket=made.physical_id)


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
