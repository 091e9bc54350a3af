"""AWS::CodeCommit::Repository, as the AWS CloudFormation Template Reference describes it."""

from typing import Any, override

from moto.core.common_models import CloudFormationModel

from sandbox.aws.codecommit import store
from sandbox.aws.codecommit.store import Repository
from sandbox.aws.errors import NotSupported

_PROPERTIES = {"RepositoryName", "RepositoryDescription"}
_ATTRIBUTES = {
    "Arn": "Arn",
    "CloneUrlHttp": "cloneUrlHttp",
    "CloneUrlSsh": "cloneUrlSsh",
    "Name": "repositoryName",
}


class RepositoryResource(CloudFormationModel):
    """A repository that a stack owns.

    Moto finds resource types among the direct subclasses of CloudFormationModel whose module is one
    of its own.
    """

    __module__ = "moto.codecommit.models"

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    @property
    def physical_resource_id(self) -> str:
        """What `Ref` returns: the repository's id, not its name."""
        return self.repository.id

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """What `Fn::GetAtt` returns."""
        return self.repository.repository_metadata[_ATTRIBUTES[attribute_name]]

    @override
    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether `Fn::GetAtt` knows the attribute."""
        return attr in _ATTRIBUTES

    @staticmethod
    def cloudformation_name_type() -> str:
        """The property that names it."""
        return "RepositoryName"

    @staticmethod
    def cloudformation_type() -> str:
        """Its type in a template."""
        return "AWS::CodeCommit::Repository"

    def is_created(self) -> bool:
        """It is ready at once."""
        return True

    @override
    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
        **_: Any,
    ) -> "RepositoryResource":
        """Make the repository that a template describes."""
        name, description = _properties(cloudformation_json)
        return cls(store.create(account_id, region_name, name or resource_name, description))

    @override
    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: "RepositoryResource",
        new_resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
    ) -> "RepositoryResource":
        """Change the description, without interruption."""
        name, description = _properties(cloudformation_json)
        metadata = original_resource.repository.repository_metadata
        if (name or new_resource_name) != metadata["repositoryName"]:
            raise NotSupported("another RepositoryName for an AWS::CodeCommit::Repository")
        metadata["repositoryDescription"] = description
        return original_resource

    @override
    @classmethod
    def delete_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: dict[str, Any],
        account_id: str,
        region_name: str,
    ) -> None:
        """Delete the repository of that id; somebody may have deleted it already."""
        name, _ = _properties(cloudformation_json)
        known = store.repositories(account_id, region_name).get(name)
        if known is not None and known.id == resource_name:
            store.delete(account_id, region_name, name)


def _properties(resource: dict[str, Any]) -> tuple[str, str]:
    """Name and description; anything else is refused."""
    properties = resource.get("Properties", {})
    if unknown := sorted(properties.keys() - _PROPERTIES):
        raise NotSupported(f"{', '.join(unknown)} of an AWS::CodeCommit::Repository")
    return properties["RepositoryName"], properties.get("RepositoryDescription", "")
