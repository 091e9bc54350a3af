"""Repositories of CodeCommit."""

from typing import override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
)
from sandbox.aws.errors import NotSupported


class Repository(ResourceType):
    """`AWS::CodeCommit::Repository`, empty."""

    name = "AWS::CodeCommit::Repository"
    supported = frozenset({"RepositoryDescription", "RepositoryName"})
    attributes = frozenset({"Arn", "CloneUrlHttp", "CloneUrlSsh", "Name"})
    named_by = "RepositoryName"
    longest_name = 100

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the repository."""
        made = account.client("codecommit").create_repository(
            repositoryName=name, repositoryDescription=wanted.get("RepositoryDescription", "")
        )["repositoryMetadata"]
        return Made(
            made["repositoryId"],
            {
                "Arn": made["Arn"],
                "CloneUrlHttp": made["cloneUrlHttp"],
                "CloneUrlSsh": made["cloneUrlSsh"],
                "Name": name,
            },
        )

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change the description. Its name, which AWS changes in place, stays here."""
        if wanted["RepositoryName"] != before["RepositoryName"]:
            raise NotSupported(f"another name of a repository ({made.attributes['Name']})")
        account.client("codecommit").update_repository_description(
            repositoryName=made.attributes["Name"],
            repositoryDescription=wanted.get("RepositoryDescription", ""),
        )
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the repository with its history."""
        account.client("codecommit").delete_repository(repositoryName=made.attributes["Name"])
