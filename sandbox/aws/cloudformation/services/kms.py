"""Keys and their aliases."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    only,
)


class Key(ResourceType):
    """`AWS::KMS::Key`."""

    name = "AWS::KMS::Key"
    supported = frozenset(
        {"Description", "KeyPolicy", "KeySpec", "KeyUsage", "Origin", "PendingWindowInDays", "Tags"}
    )
    attributes = frozenset({"Arn", "KeyId"})

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the key."""
        key = account.client("kms").create_key(
            **only(wanted, "Description", "KeySpec", "KeyUsage", "Origin"),
            **({"Policy": document(wanted["KeyPolicy"])} if "KeyPolicy" in wanted else {}),
            Tags=[{"TagKey": t["Key"], "TagValue": t["Value"]} for t in wanted.get("Tags", [])],
        )["KeyMetadata"]
        return Made(key["KeyId"], {"Arn": key["Arn"], "KeyId": key["KeyId"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the key's description, policy and tags."""
        kms, key = account.client("kms"), made.physical_id
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
