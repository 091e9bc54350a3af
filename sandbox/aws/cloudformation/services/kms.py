"""Keys and their aliases."""

from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    only,
)
from sandbox.aws.errors import AwsError

_KIND = {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS"}


class Key(ResourceType):
    """`AWS::KMS::Key`."""

    name = "AWS::KMS::Key"
    supported = frozenset(
        {
            "Description", "EnableKeyRotation", "KeyPolicy", "KeySpec", "KeyUsage", "Origin",
            "PendingWindowInDays", "Tags",
        }
    )  # fmt: skip
    attributes = frozenset({"Arn", "KeyId"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the key."""
        key = account.client("kms").create_key(
            **only(wanted, "Description", "KeySpec", "KeyUsage", "Origin"),
            **({"Policy": document(wanted["KeyPolicy"])} if "KeyPolicy" in wanted else {}),
            Tags=[{"TagKey": t["Key"], "TagValue": t["Value"]} for t in wanted.get("Tags", [])],
        )["KeyMetadata"]
        _rotate(account, key["KeyId"], wanted, {})
        return Made(key["KeyId"], {"Arn": key["Arn"], "KeyId": key["KeyId"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the key's description, policy and tags."""
        kms, key = account.client("kms"), made.physical_id
        _require_same_kind(kms, key, wanted)
        _rotate(account, key, wanted, before)
        kms.update_key_description(KeyId=key, Description=wanted.get("Description", ""))
        if "KeyPolicy" in wanted:
            policy = document(wanted["KeyPolicy"])
            kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
        if old := [tag["Key"] for tag in before.get("Tags", [])]:
            kms.untag_resource(KeyId=key, TagKeys=old)
        if tags := wanted.get("Tags"):
            kms.tag_resource(
                KeyId=key, Tags=[{"TagKey": t["Key"], "TagValue": t["Value"]} for t in tags]
            )
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Schedule the key's deletion."""
        account.client("kms").schedule_key_deletion(
            KeyId=made.physical_id, PendingWindowInDays=before.get("PendingWindowInDays", 30)
        )


def _require_same_kind(kms: Any, key: str, wanted: Properties) -> None:
    """Fail as AWS does: what a key is made of does not change, and does not replace it either.

    Source: CloudFormation Template Reference, `AWS::KMS::Key`.
    """
    made = kms.describe_key(KeyId=key)["KeyMetadata"]
    for name, default in _KIND.items():
        if wanted.get(name, default) != made.get(name, default):
            raise AwsError("InvalidRequest", f"You cannot change the {name} value of a KMS key.")


def _rotate(account: Account, key: str, wanted: Properties, before: Properties) -> None:
    kms = account.client("kms")
    if wanted.get("EnableKeyRotation", False) == before.get("EnableKeyRotation", False):
        return
    if wanted.get("EnableKeyRotation"):
        kms.enable_key_rotation(KeyId=key)
    else:
        kms.disable_key_rotation(KeyId=key)


class Alias(ResourceType):
    """`AWS::KMS::Alias`."""

    name = "AWS::KMS::Alias"
    supported = frozenset({"AliasName", "TargetKeyId"})
    named_by = "AliasName"

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the alias."""
        account.client("kms").create_alias(AliasName=name, TargetKeyId=wanted["TargetKeyId"])
        return Made(name)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Point the alias at another key."""
        account.client("kms").update_alias(
            AliasName=made.physical_id, TargetKeyId=wanted["TargetKeyId"]
        )
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the alias."""
        account.client("kms").delete_alias(AliasName=made.physical_id)
