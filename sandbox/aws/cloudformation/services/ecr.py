"""Repositories of images."""

from typing import Any, override

from sandbox.aws.cloudformation.api_names import lower_first
from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    undone_on_failure,
)


class Repository(ResourceType):
    """`AWS::ECR::Repository`."""

    name = "AWS::ECR::Repository"
    supported = frozenset(
        {
            "EmptyOnDelete", "EncryptionConfiguration", "ImageScanningConfiguration",
            "ImageTagMutability", "LifecyclePolicy", "RepositoryName", "Tags",
        }
    )  # fmt: skip
    attributes = frozenset({"Arn", "RepositoryUri"})
    named_by = "RepositoryName"
    longest_name = 256
    lower_case = True

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the repository."""
        ecr = account.client("ecr")
        encryption = wanted.get("EncryptionConfiguration", {"EncryptionType": "AES256"})
        made = ecr.create_repository(
            repositoryName=name,
            imageTagMutability=wanted.get("ImageTagMutability", "MUTABLE"),
            imageScanningConfiguration=_scanning(wanted),
            encryptionConfiguration=lower_first(encryption),
            tags=wanted.get("Tags", []),
        )["repository"]
        with undone_on_failure(lambda: ecr.delete_repository(repositoryName=name)):
            _expire(ecr, name, wanted, {})
        return Made(name, {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change whether tags can be moved, what is scanned and expires, and its own tags."""
        ecr = account.client("ecr")
        ecr.put_image_tag_mutability(
            repositoryName=made.physical_id,
            imageTagMutability=wanted.get("ImageTagMutability", "MUTABLE"),
        )
        ecr.put_image_scanning_configuration(
            repositoryName=made.physical_id, imageScanningConfiguration=_scanning(wanted)
        )
        _expire(ecr, made.physical_id, wanted, before)
        arn = made.attributes["Arn"]
        if old := [tag["Key"] for tag in before.get("Tags", [])]:
            ecr.untag_resource(resourceArn=arn, tagKeys=old)
        if tags := wanted.get("Tags"):
            ecr.tag_resource(resourceArn=arn, tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the repository, which must be empty unless the template says otherwise."""
        force = before.get("EmptyOnDelete", False)
        account.client("ecr").delete_repository(repositoryName=made.physical_id, force=force)


def _scanning(wanted: Properties) -> dict[str, bool]:
    return {"scanOnPush": wanted.get("ImageScanningConfiguration", {}).get("ScanOnPush", False)}


def _expire(ecr: Any, name: str, wanted: Properties, before: Properties) -> None:
    if policy := wanted.get("LifecyclePolicy"):
        ecr.put_lifecycle_policy(
            repositoryName=name, lifecyclePolicyText=policy["LifecyclePolicyText"]
        )
    elif "LifecyclePolicy" in before:
        ecr.delete_lifecycle_policy(repositoryName=name)
