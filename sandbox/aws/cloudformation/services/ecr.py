"""Repositories of images."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
)


class Repository(ResourceType):
    """`AWS::ECR::Repository`."""

    name = "AWS::ECR::Repository"
    supported = frozenset({"ImageTagMutability", "RepositoryName", "Tags"})
    attributes = frozenset({"Arn", "RepositoryUri"})
    named_by = "RepositoryName"
    longest_name = 256
    lower_case = True

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the repository."""
        made = account.client("ecr").create_repository(
            repositoryName=name,
            imageTagMutability=wanted.get("ImageTagMutability", "MUTABLE"),
            tags=wanted.get("Tags", []),
        )["repository"]
        return Made(name, {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change whether tags can be moved, and the repository's own tags."""
        ecr = account.client("ecr")
        ecr.put_image_tag_mutability(
            repositoryName=made.physical_id,
            imageTagMutability=wanted.get("ImageTagMutability", "MUTABLE"),
        )
        arn = made.attributes["Arn"]
        if old := [tag["Key"] for tag in before.get("Tags", [])]:
            ecr.untag_resource(resourceArn=arn, tagKeys=old)
        if tags := wanted.get("Tags"):
            ecr.tag_resource(resourceArn=arn, tags=tags)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the repository, which must be empty."""
        account.client("ecr").delete_repository(repositoryName=made.physical_id)
